import type { TFunction } from 'i18next'
import type { IncidentFile } from '../../api/types'
import { ageOf } from '../../app/time'
import { addressOf } from '../../components/address'
import { word } from '../../i18n/word'

type Told = Pick<IncidentFile, 'kind' | 'township' | 'village' | 'center_name' | 'elder' | 'household'> & Partial<Pick<IncidentFile, 'away' | 'location' | 'search'>>

/** What is read to 120, 119 or 110 over the phone: where first, then who and what. Who called from a wearable away from home is where that is; else the register says where, unless the home itself called. */
export function readOut(t: TFunction, { kind, township, village, center_name, elder, household, away, location, search }: Told, now: number): string {
  const age = ageOf(elder?.birth_date, now)
  const gender = elder?.gender === 'female' || elder?.gender === 'male' ? t(`elders.${elder.gender}`) : ''
  const who = [elder?.name, age == null ? '' : t('common.years', { count: age }), gender].filter(Boolean).join(' ')
  const home = [addressOf([township, village, household?.group, household?.address, center_name], ''), household?.directions]
  const there = [away?.place, away?.near_name && t('scene.readNear', { name: away.near_name }), location && t('scene.readAt', { lat: location.lat.toFixed(5), lon: location.lon.toFixed(5) })]
  const state = away?.state ? t(`whereabouts.${away.state}`) : ''
  const registered = [state, away?.place, away?.address].filter(Boolean).join(' ')
  const elsewhere = away?.device || (state && !away?.home_call && !away?.overdue && (away?.place || away?.address))
  const seen = kind === 'lost' && search?.seen ? t('where.readSeen', { where: search.seen }) : ''
  return [
    ...(seen ? [seen] : []), ...(away?.device ? there : elsewhere ? [registered] : home), !elsewhere && state && t('where.readRegistered', { where: registered }), who, word(t, 'kind', kind),
    ...(elder?.vital ?? []), elder?.conditions, (elsewhere && away?.phone) || household?.phone || elder?.phone,
  ].filter(Boolean).join(t('common.comma'))
}
