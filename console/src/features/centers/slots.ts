// A day's list by its instants and by person.
import { doseId, type Send } from '../field/outbox'
import type { Dose, Need } from './medicine'

/** A dose as this phone has left it; unsent: the server does not know yet. */
export type DoseHere = Dose & { unsent?: boolean }

const AFTER = { give: 'given', refuse: 'refused', miss: 'missed' } as const

/** What was said on this phone counts here from then on, uploaded or not. */
export function asLeft(doses: Dose[], sends: Send[], me: { id: string; name: string }): DoseHere[] {
  return doses.map((dose) => {
    const waiting = sends.filter((s) => s.said && !s.refused && doseId(s.said.dose) === doseId(dose))
    return waiting.reduce<DoseHere>((d, { said, at }) => {
      if (!said) return d
      if (said.act === 'undo') return { ...dose, state: dose.state === 'missed' && dose.auto ? 'missed' : 'open', by: undefined, at: null, entered_at: null, unsent: true }
      return { ...d, state: AFTER[said.act], by: me.id, by_name: me.name, at: new Date(at).toISOString(), entered_at: null, reason: said.reason, auto: false, late: false, unsent: true }
    }, dose)
  })
}

export interface Slot { at: string; clock: string; doses: DoseHere[]; open: number }

/** Whether somebody still has to do something about it. */
export const waits = (d: Dose) => (d.state === 'open' && !d.away) || d.state === 'checking'

/** The instants of a day, in order. */
export function slotsOf(doses: DoseHere[]): Slot[] {
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

export interface Person { id: string; name: string; place: string; away?: string; returnAt?: string; doses: DoseHere[] }

/** Who has something at an instant, in the order of the beds. */
export function peopleOf(doses: DoseHere[]): Person[] {
  const people = new Map<string, Person>()
  for (const d of doses) {
    const id = d.elder_id ?? ''
    const one = people.get(id) ?? { id, name: d.elder_name, place: [d.room, d.bed].filter(Boolean).join('-'), away: d.away, returnAt: d.return_at, doses: [] }
    one.doses.push(d)
    people.set(id, one)
  }
  return [...people.values()]
}

export interface Needing { id: string; name: string; place: string; away?: string; needs: Need[] }

/** Who may be given something as needed, in the order of the beds. */
export function needsOf(needs: Need[]): Needing[] {
  const people = new Map<string, Needing>()
  for (const n of needs) {
    const id = n.elder_id ?? ''
    const one = people.get(id) ?? { id, name: n.elder_name, place: [n.room, n.bed].filter(Boolean).join('-'), away: n.away, needs: [] }
    one.needs.push(n)
    people.set(id, one)
  }
  return [...people.values()]
}
