// Package lost lets the register follow the desk: whom an operator treats as lost (走失)
// is lost for rules, meals and visits too, and whoever was found is again where they
// were. What is due stands in the incident, so that neither a crash nor a second process
// forgets it or does it twice.
package lost
