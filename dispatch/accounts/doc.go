// Package accounts tells what money changed hands at the door. It keeps, order by order,
// what of the elder's own part was collected, with a numbered receipt, what was given
// back and who agreed, and what was handed over or laid out to buy something with, to
// the last fen. Whatever is not settled stands on a list until it is.
package accounts
