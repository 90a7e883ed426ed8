// What still stands between an incident and its closing.
import type { IncidentFile } from '../../api/types'
import type { Draft } from './drafts'

/** Outcomes that call the press false: they ask for a reason. */
export const FALSE_OUTCOMES = ['child', 'by_mistake', 'device_fault', 'nuisance']

/** Outcomes for which nobody has to have tried to reach the elder. */
const UNTRIED_OUTCOMES = ['test', 'drill', 'nuisance', 'deceased']

/** Answered after three minutes and not yet explained: the form asks why, and closes all the same. */
export const asksWhyLate = (incident: Pick<IncidentFile, 'opened_at' | 'answered_at' | 'late_reason'>) =>
  Boolean(incident.answered_at) && !incident.late_reason && Date.parse(incident.answered_at ?? '') - Date.parse(incident.opened_at) > 180_000

export function missingFor(incident: Pick<IncidentFile, 'missing'>, draft: Draft): string[] {
  const missing = incident.missing.filter((code) => code !== 'not_tried' || !UNTRIED_OUTCOMES.includes(draft.outcome))
  if (!draft.outcome) missing.push('outcome')
  else if (FALSE_OUTCOMES.includes(draft.outcome) && !draft.reason.trim()) missing.push('note')
  return [...new Set(missing)]
}
