// What still stands between an incident and its closing.
import type { IncidentFile } from '../../api/types'
import type { Draft } from './drafts'

/** Outcomes that call the press false: they ask for a reason. */
export const FALSE_OUTCOMES = ['child', 'by_mistake', 'device_fault', 'nuisance']

export function missingFor(incident: Pick<IncidentFile, 'missing'>, draft: Draft): string[] {
  const missing = [...incident.missing]
  if (!draft.outcome) missing.push('outcome')
  else if (FALSE_OUTCOMES.includes(draft.outcome) && !draft.reason.trim()) missing.push('note')
  return [...new Set(missing)]
}
