// What the desk has to say first around an incident, so that a test can ask it.
import type { Incident, IncidentFile } from '../../api/types'

/** What endangers whoever goes in; undefined for most. */
export const perilOf = (incident: Pick<Incident, 'peril' | 'kind'>): 'smoke' | 'gas' | 'co' | undefined =>
  incident.peril || (incident.kind === 'smoke' || incident.kind === 'gas' ? incident.kind : undefined)

/** Nobody may be sent in yet. */
export const unsafe = (incident: Pick<Incident, 'peril' | 'kind' | 'safe'>) => perilOf(incident) !== undefined && !incident.safe

/** Somebody is lost and the police does not know. */
export const policeFirst = (incident: Pick<Incident, 'kind' | 'state' | 'help'>) =>
  incident.kind === 'lost' && incident.state !== 'closed' && !incident.help?.includes('110')

/** The second call after a refusal is still to be made. */
export const owed = (incident: Pick<Incident, 'refused'>) => Boolean(incident.refused) && !incident.refused?.done_at

/** Those to be called again, the first due first, whoever has them in hand. */
export const promised = (incidents: Incident[]) =>
  incidents.filter((i) => i.state !== 'closed' && owed(i)).sort((a, b) => Date.parse(a.refused?.call_by ?? '') - Date.parse(b.refused?.call_by ?? ''))

/** What the telephone where the elder is stands for: a host is rung first, a hospital answers for whom it has. */
export const whoseNumber = (away: IncidentFile['away']) => (!away?.state || away.state === 'staying' || away.state === 'out' ? 'scene.host' : 'where.there')

/** The numbers of 120, 119 or 110 to dial, the one that is meant first: with an area code where the elder is elsewhere. */
export function numbersFor(what: string, away: IncidentFile['away']): string[] {
  if (!away?.area_code) return [what]
  const there = `${away.area_code}-${what}`
  // A button at home was pressed by somebody at home, whatever the file says.
  if (away.outside) return [there]
  return away.device || !away.state ? [there, what] : [what, there]
}
