// Nouns for tests, complete but for what a test is about.
import type { Incident, Order } from './api/types'

export const incident = (over: Partial<Incident>): Incident => ({
  id: 'i1', number: '20261123-001', state: 'open', severity: 'critical', kind: 'sos', elder_id: 'e1', elder_ids: ['e1'], household_id: 'h1', center_id: '',
  region_id: '990101100200', device_id: 'd1', calls: 1, opened_at: '2026-11-23T08:00:00Z', pressed_at: '2026-11-23T08:00:00Z', last_call_at: '2026-11-23T08:00:00Z',
  late_seconds: 0, answered_at: null, answered_by: '', dispatched_at: null, arrived_at: null, closed_at: null, ringing: true, act_by: null, cause_id: null, ladder: { step: 0, next_at: null },
  second: { step: 0, next_at: null }, version: 1, elder_knows: false, missing: [], timeline: [], ...over,
})

export const order = (over: Partial<Order>): Order => ({
  id: 'o1', number: '20261123-0001', service: 'meal', state: 'assigned', elder_id: 'e1', region_id: '990101100200', incident_id: null, worker_id: 'w1', priority: 2,
  due_at: null, created_at: '2026-11-23T08:00:00Z', accept_by: null, accepted_at: null, departed_at: null, arrived_at: null, completed_at: null, version: 1, history: [], ...over,
})
