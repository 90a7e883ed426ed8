import type { TFunction } from 'i18next'
import type { IncidentFile } from '../../api/types'
import { ageOf } from '../../app/time'
import { addressOf } from '../../components/address'
import { word } from '../../i18n/word'

type Told = Pick<IncidentFile, 'kind' | 'township' | 'village' | 'center_name' | 'elder' | 'household'> & Partial<Pick<IncidentFile, 'away' | 'location'>>

/** What is read to 120, 119 or 110 over the phone: where first, then who and what. Who called from a wearable away from home is where that is. */
export function readOut(t: TFunction, { kind, township, village, center_name, elder, household, away, location }: Told, now: number): string {
  const age = ageOf(elder?.birth_date, now)
  const gender = elder?.gender === 'female' || elder?.gender === 'male' ? t(`elders.${elder.gender}`) : ''
  const who = [elder?.name, age == null ? '' : t('common.years', { count: age }), gender].filter(Boolean).join(' ')
  const home = [addressOf([township, village, household?.group, household?.address, center_name], ''), household?.directions]
  const there = [away?.place, away?.near_name && t('scene.readNear', { name: away.near_name }), location && t('scene.readAt', { lat: location.lat.toFixed(5), lon: location.lon.toFixed(5) })]
  return [
    ...(away?.device ? there : home), who, word(t, 'kind', kind),
    ...(elder?.vital ?? []), elder?.conditions, (away?.device && away.phone) || household?.phone || elder?.phone,
  ].filter(Boolean).join(t('common.comma'))
}
