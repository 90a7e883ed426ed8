package care

import "time"

// IncidentQuery chooses incidents.
type IncidentQuery struct {
	States []IncidentState // none: all
	Elder  ElderID
	Center CenterID
	Since  time.Time // opened at or after; zero: any
	Page   Page
	Newest bool // newest first instead of most urgent first
	// Afterwards chooses those that were entered from paper.
	Afterwards bool
	// Owing chooses those with a forced door whose damage is not paid.
	Owing bool
}

// OrderQuery chooses orders.
type OrderQuery struct {
	States   []OrderState // none: all
	Services []Service
	Elder    ElderID
	Incident IncidentID
	Worker   StaffID
	Source   string
	Since    time.Time
	// Soonest lists emergencies first and then whatever is due first, not the newest.
	Soonest bool
	Page    Page
}

// EntryQuery chooses entries of the journal for an auditor.
type EntryQuery struct {
	Noun, Subject string
	By            StaffID
	Page          Page
}

// Workload is how busy a worker is.
type Workload struct {
	Worker         StaffID
	Open           int
	LastAcceptedAt *time.Time
}
