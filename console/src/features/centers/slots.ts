// A day's list by its instants and by person.
import type { Dose } from './medicine'

export interface Slot { at: string; clock: string; doses: Dose[]; open: number }

/** Whether somebody still has to do something about it. */
export const waits = (d: Dose) => (d.state === 'open' && !d.away) || d.state === 'checking'

/** The instants of a day, in order. */
export function slotsOf(doses: Dose[]): Slot[] {
  const slots = new Map<string, Slot>()
  for (const d of doses) {
    const slot = slots.get(d.due_at) ?? { at: d.due_at, clock: d.clock, doses: [], open: 0 }
    slot.doses.push(d)
    if (waits(d)) slot.open += 1
    slots.set(d.due_at, slot)
  }
  return [...slots.values()].sort((a, b) => a.at.localeCompare(b.at))
}

/** Where whoever opens the list begins: the earliest due by now with something left, else the next one. */
export function present(slots: Slot[], now: number): Slot | undefined {
  const due = slots.filter((s) => Date.parse(s.at) <= now + 30 * 60_000)
  return due.find((s) => s.open > 0) ?? slots.find((s) => Date.parse(s.at) > now && s.open > 0) ?? due[due.length - 1] ?? slots[0]
}

export interface Person { id: string; name: string; place: string; away?: string; returnAt?: string; doses: Dose[] }

/** Who has something at an instant, in the order of the beds. */
export function peopleOf(doses: Dose[]): Person[] {
  const people = new Map<string, Person>()
  for (const d of doses) {
    const id = d.elder_id ?? ''
    const one = people.get(id) ?? { id, name: d.elder_name, place: [d.room, d.bed].filter(Boolean).join('-'), away: d.away, returnAt: d.return_at, doses: [] }
    one.doses.push(d)
    people.set(id, one)
  }
  return [...people.values()]
}
