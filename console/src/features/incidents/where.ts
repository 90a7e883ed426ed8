// Where an elder is, by what the register, a wearable and people say, so that a test can ask it.
import type { TFunction } from 'i18next'
import type { IncidentFile, Spot } from '../../api/types'
import { ago, fullStamp, stamp } from '../../app/time'
import { distance, OLD, round, way } from '../../components/ground'

type Told = Pick<IncidentFile, 'kind' | 'away' | 'household' | 'search'>

export interface Where {
  /** What is known, the most telling first; empty when the elder is at home, as far as anybody knows. */
  lines: string[]
  /** The first of them in few words, for the head of a file. */
  head?: string
  /** Whether the home is where nobody will be found, or may be so. */
  home?: 'away' | 'unsure'
}

/** Further from the home than this, besides what the device is unsure of, is elsewhere; like the desk's own. */
const AT_HOME = 1000

/** Where the elder is, since when and by what it is known. The home is none of it. */
export function whereIs(t: TFunction, incident: Told, spot: Spot | undefined, now: number): Where {
  const { away } = incident
  const worn = spot && tells(incident, spot, now) ? byWearable(t, incident, spot, now) : ''
  const known = [bySight(t, incident), byRegister(t, away)]
  const lines = (spot && first(incident, spot, now) ? [worn, ...known] : [...known, worn]).filter(Boolean)
  if (lines.length === 0) return { lines }
  const registered = byRegister(t, away)
  const head = lines[0] === registered ? byRegister(t, away, true) : lines[0]
  const near = spot !== undefined && fresh(spot, now) && !far(incident, spot)
  return { lines, head, home: away?.home_call || away?.overdue || away?.state === 'unknown' || near ? 'unsure' : 'away' }
}

/** The place of the call, when a wearable said it. */
export const calledFrom = (incident: Pick<IncidentFile, 'location' | 'located_at' | 'device_id'>): Spot | undefined =>
  incident.location && incident.located_at ? { ...incident.location, at: incident.located_at, device_id: incident.device_id } : undefined

/** The newer of the place of the call and of what came since. */
export function newestSpot(incident: Parameters<typeof calledFrom>[0], since: Spot | null | undefined): Spot | undefined {
  const called = calledFrom(incident)
  return since && (!called || since.at >= called.at) ? since : called
}

const fresh = (spot: Spot, now: number) => now - Date.parse(spot.at) <= OLD * 1000

function homeOf({ household: h }: Told) {
  return h?.lat != null && h.lon != null ? { lat: h.lat, lon: h.lon } : undefined
}

function far(incident: Told, spot: Spot): boolean {
  const home = homeOf(incident)
  return home ? distance(home, spot) >= AT_HOME + (spot.accuracy ?? 0) : Boolean(incident.away?.device)
}

/** A place says something of whoever is known to be away, or when it is itself away from home. */
function tells(incident: Told, spot: Spot, now: number): boolean {
  if (incident.away?.device) return true
  if (fresh(spot, now) && far(incident, spot)) return true
  if (incident.kind === 'lost') return true
  const since = incident.away?.state ? incident.away.since : undefined
  return since != null && spot.at >= since
}

/** A place away from home comes before what was entered earlier; a watch in a drawer at home does not. */
function first(incident: Told, spot: Spot, now: number): boolean {
  const since = incident.away?.since
  return Boolean(incident.away?.device) || (fresh(spot, now) && far(incident, spot) && (!since || spot.at >= since))
}

function byRegister(t: TFunction, away: IncidentFile['away'], brief = false): string {
  if (!away?.state) return ''
  const where = away.state === 'unknown' ? t('where.unknown') : [t(`whereabouts.${away.state}`), away.place, away.address].filter(Boolean).join(' ')
  return t('where.registered', { where, facts: [
    away.since && t('where.since', { at: stamp(away.since) }),
    !brief && away.by_name && t('where.by', { name: away.by_name }),
    away.return_at && t(away.overdue ? 'where.overdue' : 'where.returns', { at: stamp(away.return_at) }),
    !brief && away.phone && t('where.phone', { number: away.phone }),
    !brief && away.area_code && t('where.areaCode', { code: away.area_code }),
  ].filter(Boolean).join(t('common.comma')) })
}

function byWearable(t: TFunction, incident: Told, spot: Spot, now: number): string {
  const home = homeOf(incident)
  const m = home && distance(home, spot)
  const { unit, count } = ago(now - Date.parse(spot.at))
  return t('where.worn', { at: fullStamp(spot.at), ago: t(`ago.${unit}`, { count }), where: [
    incident.away?.device && (incident.away.outside ? t('where.far', { km: incident.away.near_km ?? 0 }) : incident.away.near_name && t('where.near', { name: incident.away.near_name })),
    t('where.point', { lat: spot.lat.toFixed(5), lon: spot.lon.toFixed(5) }),
    spot.accuracy ? t('fence.accuracy', { m: Math.round(spot.accuracy) }) : '',
    home && m !== undefined ? (m < 80 ? t('fence.atHome', { m: round(m) }) : t('fence.fromHome', { m: round(m), way: t(`fence.ways.${way(home, spot)}`) })) : '',
  ].filter(Boolean).join(t('common.comma')) })
}

function bySight(t: TFunction, { kind, search }: Told): string {
  if (kind !== 'lost' || !search?.seen) return ''
  return t('where.seen', { where: search.seen, facts: [search.seen_at ? stamp(search.seen_at) : '', search.seen_by && t('where.seenBy', { name: search.seen_by })].filter(Boolean).join(t('common.comma')) || '—' })
}
