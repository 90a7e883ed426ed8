// Package hotline is the part of the desk where nobody is in danger. It takes down what
// people ask and complain of with the days by which they are answered, keeps what
// operators may tell them, draws the calls that are made afterwards and the calls that
// are judged, and says how quickly the desk answers and what people use it for.
//
// What the desk did it reads in the record; it changes no incident and no order.
package hotline
