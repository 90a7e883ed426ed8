// The order of the desk's lists, and how rows stay put under a pointer.
import type { Incident, Severity } from '../../api/types'

const URGENCY: Record<Severity, number> = { critical: 0, warning: 1, info: 2 }

/** A call that joins after the answer rings at its owner's desk, and after this at every desk. */
export const EVERYWHERE_AFTER = 30_000

/** Priority first, then the oldest press. */
export function byUrgency(a: Incident, b: Incident): number {
  return URGENCY[a.severity] - URGENCY[b.severity]
    || Date.parse(a.pressed_at) - Date.parse(b.pressed_at)
    || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** Since when somebody waits for an answer: from the press, or from a press after the answer. */
export function waitingSince(incident: Incident): number | undefined {
  if (incident.state === 'closed') return undefined
  if (incident.state === 'open') return Date.parse(incident.pressed_at)
  return incident.ringing ? Date.parse(incident.ringing_at ?? incident.last_call_at) : undefined
}

/** Whether this incident rings at the desk of `me` now. */
export function ringsFor(incident: Incident, me: string, now: number): boolean {
  if (incident.state === 'closed') return false
  if (incident.state === 'open') return true
  if (!incident.ringing) return false
  if (incident.answered_by === me) return true
  const since = Date.parse(incident.ringing_at ?? incident.last_call_at)
  return now - since >= EVERYWHERE_AFTER
}

export interface Lists { waiting: Incident[]; mine: Incident[]; others: Incident[] }

/** Waiting and mine are two lists; what others have in hand is a third, quiet one. */
export function split(incidents: Incident[], me: string, now: number): Lists {
  const lists: Lists = { waiting: [], mine: [], others: [] }
  for (const incident of [...incidents].sort(byUrgency)) {
    if (incident.state === 'closed') continue
    if (incident.state !== 'open' && incident.answered_by === me) lists.mine.push(incident)
    else if (ringsFor(incident, me, now)) lists.waiting.push(incident)
    else lists.others.push(incident)
  }
  return lists
}

/** What F2 answers: the most urgent that rings here, one of mine that rings again included. */
export function mostUrgent(incidents: Incident[], me: string, now: number): Incident | undefined {
  return incidents.filter((incident) => ringsFor(incident, me, now)).sort(byUrgency)[0]
}

export interface Shown { incident: Incident; gone: boolean }

/**
 * The rows to show next. While `frozen` (a pointer or the focus is on the list)
 * nothing moves: what has gone keeps its place and says so, what is new joins at
 * the end.
 */
export function settle(shown: Shown[], wanted: Incident[], frozen: boolean): Shown[] {
  if (!frozen) return wanted.map((incident) => ({ incident, gone: false }))
  const now = new Map(wanted.map((incident) => [incident.id, incident]))
  const kept = shown.map(({ incident }) => {
    const current = now.get(incident.id)
    now.delete(incident.id)
    return current ? { incident: current, gone: false } : { incident, gone: true }
  })
  return [...kept, ...[...now.values()].map((incident) => ({ incident, gone: false }))]
}

export const sameRows = (a: Shown[], b: Shown[]) =>
  a.length === b.length && a.every((row, i) => row.incident === b[i]?.incident && row.gone === b[i]?.gone)

/** Where it is, as a row says it: village and group, or the home it comes from. */
export const placeOf = (incident: Incident) =>
  [incident.village || incident.center_name || incident.township, incident.group].filter(Boolean).join(' · ') || incident.device_id

export interface News { kind: 'arrived' | 'answered'; incident: Incident }

/** What must be said aloud between two states of the queue: the most urgent arrival, else an answer by somebody else. */
export function news(before: Incident[] | undefined, after: Incident[] | undefined, me: string): News | undefined {
  if (!before || !after) return undefined
  const old = new Map(before.map((incident) => [incident.id, incident]))
  const arrived = after.filter((incident) => incident.state === 'open' && !old.has(incident.id)).sort(byUrgency)[0]
  if (arrived) return { kind: 'arrived', incident: arrived }
  const answered = after.find((incident) => incident.state === 'answered' && old.get(incident.id)?.state === 'open' && incident.answered_by !== me)
  return answered && { kind: 'answered', incident: answered }
}
