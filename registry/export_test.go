package registry

import "context"

// EndOldKeys is what Run does every second.
func (r *Registry) EndOldKeys(ctx context.Context) { r.endOldKeys(ctx) }
