// The board of a centre: floors, rooms, beds, and what may be done to each.
import type { OccupiedBed } from '../../api/types'

export interface Room { name: string; beds: OccupiedBed[] }
export interface Floor { name: string; rooms: Room[] }

const natural = new Intl.Collator('zh', { numeric: true })

export function floorsOf(beds: OccupiedBed[]): Floor[] {
  const floors = new Map<string, Map<string, OccupiedBed[]>>()
  for (const bed of beds) {
    const rooms = floors.get(bed.floor) ?? new Map<string, OccupiedBed[]>()
    rooms.set(bed.room, [...(rooms.get(bed.room) ?? []), bed])
    floors.set(bed.floor, rooms)
  }
  return [...floors].sort(([a], [b]) => natural.compare(a, b)).map(([name, rooms]) => ({
    name,
    rooms: [...rooms].sort(([a], [b]) => natural.compare(a, b)).map(([room, list]) => ({
      name: room,
      beds: list.sort((a, b) => natural.compare(a.name, b.name)),
    })),
  }))
}

export type BedState = 'in' | 'leave' | 'hospital' | 'free' | 'blocked' | 'planned'

export function stateOf(bed: OccupiedBed): BedState {
  if (!bed.stay_id) return bed.state === 'blocked' ? 'blocked' : bed.state === 'planned' ? 'planned' : 'free'
  if (bed.whereabouts === 'hospital') return 'hospital'
  return bed.whereabouts && !['center', 'home', 'unknown'].includes(bed.whereabouts) ? 'leave' : 'in'
}

export type BedAct = 'leave' | 'hospital' | 'return' | 'move' | 'discharge' | 'admit'

/** The second tap: what may be done to whoever is in this bed. */
export function actsOf(bed: OccupiedBed): BedAct[] {
  switch (stateOf(bed)) {
    case 'in': return ['leave', 'hospital', 'move', 'discharge']
    case 'leave': case 'hospital': return ['return', 'move', 'discharge']
    case 'free': return ['admit']
    default: return []
  }
}

/** How long a step can be taken back. */
export const UNDO_FOR = 10 * 60_000
