import type { TFunction } from 'i18next'
import type { IncidentFile } from '../../api/types'
import { ageOf } from '../../app/time'
import { addressOf } from '../../components/address'
import { word } from '../../i18n/word'

type Told = Pick<IncidentFile, 'kind' | 'township' | 'village' | 'center_name' | 'elder' | 'household'>

/** What is read to 120, 119 or 110 over the phone: where first, then who and what. */
export function readOut(t: TFunction, { kind, township, village, center_name, elder, household }: Told, now: number): string {
  const age = ageOf(elder?.birth_date, now)
  const gender = elder?.gender === 'female' || elder?.gender === 'male' ? t(`elders.${elder.gender}`) : ''
  const who = [elder?.name, age == null ? '' : t('common.years', { count: age }), gender].filter(Boolean).join(' ')
  return [
    addressOf([township, village, household?.group, household?.address, center_name], ''), household?.directions, who, word(t, 'kind', kind),
    ...(elder?.vital ?? []), elder?.conditions, household?.phone || elder?.phone,
  ].filter(Boolean).join(t('common.comma'))
}
