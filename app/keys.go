package app

import (
	"yian/dispatch"
	"yian/store/records"
)

// What the desk asks of keys, pinned when it is compiled.
var _ dispatch.Keys = (*records.Store)(nil)
