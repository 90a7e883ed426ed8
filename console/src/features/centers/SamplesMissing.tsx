import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/clock'
import { day, shanghai } from '../../app/time'
import { can, useSession } from '../../app/session'
import { samplesQuery } from './medicine'

/** On the kitchen list: what was served on this day, or on the one before a day to come, without a sample. */
export function SamplesMissing({ center, on }: { center: string; on: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const today = day(shanghai(serverNow()))
  const asked = on > today ? today : on
  const { data: log } = useQuery(samplesQuery(center, { day: asked }))
  const missing = log?.days[0]?.meals.filter((m) => m.missing) ?? []
  const kept = log?.days[0]?.meals.flatMap((m) => m.samples).filter((s) => !s.struck_at).length ?? 0
  if (!log) return null
  return (
    <p className="row wrap" style={{ marginBottom: 10 }}>
      <b>{t('carehome.samples.title')} <span className="num">{asked.slice(5)}</span></b>
      {missing.length > 0
        ? <span className="chip chip-amber">! {t('carehome.samples.flagged', { meals: missing.map((m) => t(`carehome.samples.meal.${m.meal}`)).join('、') })}</span>
        : <span className="chip num">{kept}</span>}
      {can.medicine(staff.role) && <Link to="/medicine/samples" className="no-print">{t('carehome.samples.take')}</Link>}
    </p>
  )
}
