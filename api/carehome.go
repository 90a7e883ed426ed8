package api

import (
	"yian/care"
	"yian/centers/medicine"
	"yian/centers/samples"
)

// Carehome is what goes round in a house and what its kitchen keeps.
type Carehome struct {
	Medicines *medicine.Medicines
	Samples   *samples.Samples
}

var (
	// nursing is whoever gives medicine: workers see the house that they are bound to.
	nursing = roles(care.Worker, care.Manager, care.Admin)
	// nursed is whoever sees it; nobody at the desk does.
	nursed = roles(care.Worker, care.Manager, care.Admin, care.Auditor)
	// kitchen is whoever keeps samples, and tasted whoever sees the log.
	kitchen = roles(care.Worker, care.Manager, care.Admin)
	tasted  = roles(care.Worker, care.Operator, care.Supervisor, care.Manager, care.Leader, care.Admin, care.Auditor)
)
