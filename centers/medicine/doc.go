// Package medicine keeps residents' dated written lists of medicine (用药清单), their
// stock, and what became of each line at each of its instants: given, refused or missed,
// and by whom. It advises no dose. Nothing is given to somebody who is on leave or in
// hospital: where a resident is, is asked for each time. Nobody gives twice what another
// gave, what is marked so counts only once a second person has looked, and what nobody
// said anything about counts as missed by itself. Turning 翻身 goes round the same way.
// What is given as needed 必要时 has no instant and is never missed: it is given with the
// reason, and not before its paper lets it be given again.
package medicine
