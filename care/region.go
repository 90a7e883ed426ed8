package care

import "strings"

// RegionID is an administrative division code: 6 digits for a county, 9 for a
// township, 12 for a village (the statistical division codes of the National
// Bureau of Statistics). A region contains every region whose code begins with
// its own.
type RegionID string

// Contains reports whether other lies in r. The empty region contains all.
func (r RegionID) Contains(other RegionID) bool { return strings.HasPrefix(string(other), string(r)) }

// Township returns the code of the township that r lies in, or "" for a county.
func (r RegionID) Township() RegionID {
	if len(r) < 9 {
		return ""
	}
	return r[:9]
}

// Region is a node of the tree county → township → village (行政区划).
type Region struct {
	ID       RegionID   `json:"id"`
	ParentID RegionID   `json:"parent_id,omitempty"`
	Kind     RegionKind `json:"kind" enum:"county,township,village"`
	Name     string     `json:"name"`
	// DutyName and DutyPhone are the township's or county's duty contact (值班).
	DutyName  string `json:"duty_name,omitempty"`
	DutyPhone string `json:"duty_phone,omitempty"`
}

// RegionKind is the level of a [Region].
type RegionKind string

// The levels.
const (
	County   RegionKind = "county"
	Township RegionKind = "township"
	Village  RegionKind = "village"
)
