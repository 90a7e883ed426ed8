package care

import (
	"slices"
	"time"
)

// MedicineID names a [Medicine].
type MedicineID string

// Medicine is one line of a resident's dated written list (用药清单), word for word: no
// dose is ever anybody's advice. What it says is never changed: another dose is another
// line. Turning 翻身 is no medicine, but goes round at set times like one.
type Medicine struct {
	ID       MedicineID   `json:"id"`
	Kind     MedicineKind `json:"kind" enum:"medicine,turning"`
	ElderID  ElderID      `json:"elder_id"`
	CenterID CenterID     `json:"center_id"`
	RegionID RegionID     `json:"region_id"`
	Name     string       `json:"name"`
	Dose     string       `json:"dose,omitempty"` // in the words of the paper
	Times    []string     `json:"times"`          // of the day, 15:04; none when given as needed
	// AsNeeded is a line without times (必要时): given when the resident needs it, with the
	// reason, not again within GapMinutes, and at most DayMost times in 24 hours (0: the
	// paper sets no such limit).
	AsNeeded   bool `json:"as_needed,omitempty"`
	GapMinutes int  `json:"gap_minutes,omitempty"`
	DayMost    int  `json:"day_most,omitempty"`
	// Weekdays are 1 for Monday to 7 for Sunday; none: every day.
	Weekdays []int  `json:"weekdays,omitempty"`
	From     string `json:"from"`            // the first day, 2006-01-02
	Until    string `json:"until,omitempty"` // the last day; empty: until it is stopped
	// ListDate, Prescriber and Page say where it is written.
	ListDate   string `json:"list_date,omitempty"`
	Prescriber string `json:"prescriber,omitempty"`
	Page       string `json:"page,omitempty"` // number of the page or of the photo
	// DoubleCheck wants a second person before it counts as given (高警示药品).
	DoubleCheck bool   `json:"double_check"`
	Note        string `json:"note,omitempty"`
	// Each is how many of Unit one giving takes out of the stock; 0: it is not counted.
	Each      float64    `json:"each,omitempty"`
	Unit      string     `json:"unit,omitempty"` // 片, 粒, 支
	Stock     float64    `json:"stock"`          // by the book; below nothing: it was counted wrong
	By        StaffID    `json:"by"`
	CreatedAt time.Time  `json:"created_at"`
	EndedAt   *time.Time `json:"ended_at" nullable:"true"`
	EndedBy   StaffID    `json:"ended_by,omitempty"`
	EndReason string     `json:"end_reason,omitempty"`
	// NextAt is the next instant about which nothing was decided; null when none is left.
	NextAt  *time.Time `json:"next_at" nullable:"true"`
	Version int64      `json:"version"`
}

// MedicineKind says what goes round.
type MedicineKind string

// The kinds: 用药, 翻身.
const (
	MedicineGiven MedicineKind = "medicine"
	Turning       MedicineKind = "turning"
)

// Instants are those of m from one instant to another, which is not included, in order.
func (m *Medicine) Instants(from, to time.Time) []time.Time {
	var out []time.Time
	y, month, d := from.In(Shanghai).Date()
	for day := time.Date(y, month, d, 0, 0, 0, 0, Shanghai); day.Before(to); day = day.AddDate(0, 0, 1) {
		if !m.on(day) {
			continue
		}
		for _, clock := range m.Times {
			t, err := time.ParseInLocation("2006-01-02 15:04", day.Format(time.DateOnly)+" "+clock, Shanghai)
			if err == nil && !t.Before(from) && t.Before(to) && (m.EndedAt == nil || t.Before(*m.EndedAt)) {
				out = append(out, t.UTC())
			}
		}
	}
	return out
}

// Next is the first instant at or after one; null when none is left.
func (m *Medicine) Next(at time.Time) *time.Time {
	if first, err := time.ParseInLocation(time.DateOnly, m.From, Shanghai); err == nil && first.After(at) {
		at = first
	}
	if list := m.Instants(at, at.AddDate(0, 0, 8)); len(list) > 0 {
		return &list[0]
	}
	return nil
}

// on reports whether m goes round on the day that begins then.
func (m *Medicine) on(day time.Time) bool {
	name := day.Format(time.DateOnly)
	if name < m.From || m.Until != "" && name > m.Until {
		return false
	}
	for _, w := range m.Weekdays {
		if w%7 == int(day.Weekday()) {
			return true
		}
	}
	return len(m.Weekdays) == 0
}

// DaysLeft is for how many days the stock lasts as the list says; false when it is not
// counted.
func (m *Medicine) DaysLeft() (float64, bool) {
	week := 7
	if len(m.Weekdays) > 0 {
		week = len(m.Weekdays)
	}
	daily := m.Each * float64(len(m.Times)) * float64(week) / 7
	if daily <= 0 {
		return 0, false
	}
	return m.Stock / daily, true
}

// Gap is how long after one giving a line may not be given again.
func (m *Medicine) Gap() time.Duration { return time.Duration(m.GapMinutes) * time.Minute }

// NeededFrom is from when a line that is given as needed may be given again after what
// was given, as its paper says, the latest of at: zero, at once.
func (m *Medicine) NeededFrom(given []Dose, at time.Time) time.Time {
	var from time.Time
	var within []time.Time // the last 24 hours
	for _, d := range given {
		if d.DueAt.After(at) {
			continue
		}
		if after := d.DueAt.Add(m.Gap()); after.After(from) {
			from = after
		}
		if d.DueAt.After(at.Add(-24 * time.Hour)) {
			within = append(within, d.DueAt)
		}
	}
	if m.DayMost > 0 && len(within) >= m.DayMost {
		slices.SortFunc(within, func(a, b time.Time) int { return b.Compare(a) })
		if after := within[m.DayMost-1].Add(24 * time.Hour); after.After(from) {
			from = after
		}
	}
	return from
}

// Dose is one line of a list at one of its instants (一次给药), and what became of it.
type Dose struct {
	MedicineID MedicineID `json:"medicine_id"`
	DueAt      time.Time  `json:"due_at"` // of what is given as needed: when it was given
	ElderID    ElderID    `json:"elder_id"`
	CenterID   CenterID   `json:"center_id"`
	RegionID   RegionID   `json:"region_id"`
	State      DoseState  `json:"state" enum:"open,checking,given,refused,missed,away"`
	// By acted, At is when by his own word, EnteredAt when that was entered.
	By        StaffID    `json:"by,omitempty"`
	At        *time.Time `json:"at" nullable:"true"`
	EnteredAt *time.Time `json:"entered_at" nullable:"true"`
	CheckedBy StaffID    `json:"checked_by,omitempty"` // the second person
	Reason    string     `json:"reason,omitempty"`     // of refused, missed and away, and of given as needed
	Auto      bool       `json:"auto,omitempty"`       // nobody acted in time: the platform says missed
	Late      bool       `json:"late,omitempty"`       // entered when it already counted as missed
	Took      float64    `json:"took,omitempty"`       // out of the stock
	// Was is what an undo goes back to.
	Was *DoseWas `json:"was,omitempty"`
	// CloseAt is when it counts as missed while nobody acts; null when somebody did.
	CloseAt *time.Time `json:"close_at" nullable:"true"`
	Version int64      `json:"version"`
}

// DoseWas is a dose before the last act.
type DoseWas struct {
	State  DoseState  `json:"state" enum:"open,checking,given,refused,missed,away"`
	By     StaffID    `json:"by,omitempty"`
	At     *time.Time `json:"at,omitempty"`
	Reason string     `json:"reason,omitempty"`
	Auto   bool       `json:"auto,omitempty"`
}

// DoseState is what became of a [Dose].
type DoseState string

// The states: 待给, 待核对, 已给, 拒服, 漏服, 不在院.
const (
	DoseOpen     DoseState = "open"
	DoseChecking DoseState = "checking"
	DoseGiven    DoseState = "given"
	DoseRefused  DoseState = "refused"
	DoseMissed   DoseState = "missed"
	DoseAway     DoseState = "away" // on leave or in hospital: nothing is given
)

// StockMove is one line of the book of a resident's stock (药品出入).
type StockMove struct {
	ID         string     `json:"id"`
	MedicineID MedicineID `json:"medicine_id"`
	At         time.Time  `json:"at"`
	By         StaffID    `json:"by"`
	// Kind: in 收入, used 已用, undone 撤销退回, returned 退还家属, lost 报损, counted 盘点.
	Kind   string  `json:"kind" enum:"in,used,undone,returned,lost,counted"`
	Amount float64 `json:"amount"` // of the stock's change; of counted, what was found
	Left   float64 `json:"left"`
	Note   string  `json:"note,omitempty"`
}

// MedicineStep moves a line of a list on past instants that are over, and says what
// became of those about which nobody said anything.
type MedicineStep struct {
	ID   MedicineID
	Was  time.Time  // its next instant until now
	Next *time.Time // the one after what is decided; nil: none
	Over []Dose     // missed and away; one that somebody acted on is left as it is
}

// MedicineQuery chooses lines of lists. Empty fields choose all.
type MedicineQuery struct {
	Center CenterID
	Elder  ElderID
	Ended  bool // those that are over, too
}

// DoseQuery chooses doses by their instants; To is not included.
type DoseQuery struct {
	Center   CenterID
	Elder    ElderID
	From, To time.Time
}
