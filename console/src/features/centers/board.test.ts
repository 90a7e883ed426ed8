import { expect, test } from 'vitest'
import type { OccupiedBed } from '../../api/types'
import { actsOf, floorsOf, stateOf } from './board'

const bed = (over: Partial<OccupiedBed>): OccupiedBed => ({
  id: 'b', center_id: 'c', floor: '1', room: '101', name: 'A', state: 'commissioned', elder_id: null, in_bed: null, ...over,
})

test('the board is floor, room, bed, in the order of their numbers', () => {
  const floors = floorsOf([bed({ floor: '10', room: '1001' }), bed({ floor: '2', room: '210' }), bed({ floor: '2', room: '29', name: 'B' }), bed({ floor: '2', room: '29', name: 'A' })])
  expect(floors.map((f) => f.name)).toEqual(['2', '10'])
  expect(floors[0]?.rooms.map((r) => [r.name, r.beds.map((b) => b.name).join('')])).toEqual([['29', 'AB'], ['210', 'A']])
})

test.each([
  ['in', { stay_id: 's', whereabouts: 'center' }, ['leave', 'hospital', 'move', 'discharge']],
  ['leave', { stay_id: 's', whereabouts: 'leave' }, ['return', 'move', 'discharge']],
  ['hospital', { stay_id: 's', whereabouts: 'hospital' }, ['return', 'move', 'discharge']],
  ['free', {}, ['admit']],
  ['blocked', { state: 'blocked' }, []],
  ['planned', { state: 'planned' }, []],
] as const)('a bed that is %s', (state, over, acts) => {
  const b = bed(over as Partial<OccupiedBed>)
  expect([stateOf(b), actsOf(b)]).toEqual([state, acts])
})
