import { useTranslation } from 'react-i18next'
import { useNow } from '../app/clock'
import { ago, nearDay, never, shanghai, stamp } from '../app/time'

/** How long ago something was, kept current. */
export function Ago({ at }: { at: string | number | null | undefined }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!at || (typeof at === 'string' && never(at))) return <span className="nowrap">{t('ago.never')}</span>
  const { unit, count } = ago(now - (typeof at === 'number' ? at : Date.parse(at)))
  return <span className="num nowrap">{t(`ago.${unit}`, { count })}</span>
}

/** The age of what a list shows; old data says so in words and colour. */
export function DataAge({ at, limit = 90 }: { at: number; limit?: number }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!at) return null
  // dataUpdatedAt is this console's clock, so is the comparison.
  const age = Math.max(0, now - at)
  const { unit, count } = ago(age)
  const text = t(`ago.${unit}`, { count })
  const old = age > limit * 1000
  return <span className="data-age num" data-old={old}>{old ? t('ago.stale', { ago: text }) : t('ago.data', { ago: text })}</span>
}

/** When something is due: today and tomorrow in words. */
export function Due({ at }: { at: string | null | undefined }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!at) return <span className="quiet nowrap">{t('orders.dueNone')}</span>
  const near = nearDay(at, now)
  return <span className="num nowrap">{near ? t(`common.${near}`, { at: shanghai(at).format('HH:mm') }) : stamp(at)}</span>
}
