package app

import (
	"yian/centers"
	"yian/dispatch"
	"yian/dispatch/assign"
	"yian/store/records"
)

// What the desk asks of others around an incident, pinned when it is compiled.
var (
	_ dispatch.FalsePresses = (*records.Store)(nil)
	_ dispatch.SceneFiles   = (*records.Store)(nil)
	_ dispatch.Sites        = (*assign.Assigner)(nil)
	_ dispatch.Hosts        = (*centers.Centers)(nil)
)

// sceneDeps joins what happens around an incident.
func (c *core) sceneDeps(deps *dispatch.Deps) {
	deps.FalsePresses, deps.Files, deps.Sites, deps.Hosts = c.Records, c.Records, c.Assigner, c.Centers
}
