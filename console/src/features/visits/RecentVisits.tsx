import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { stamp } from '../../app/time'
import { Panel } from '../../components/parts'
import { GradeMark } from './marks'
import { visitsOfQuery } from './queries'

/** The latest visits of an elder. */
export function RecentVisits({ elder }: { elder: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(visitsOfQuery(elder))
  const rows = data?.items ?? []
  if (rows.length === 0) return null
  return (
    <Panel title={t('visits.recent')}>
      <ul className="stack" style={{ gap: 6 }}>
        {rows.map((v) => (
          <li key={v.id} className="row wrap">
            <Link to="/orders" search={{ order: v.id }} className="link-plain">{t(`service.${v.service}`)}</Link>
            <span className="quiet">{v.worker_name}</span>
            <span className="quiet num">{stamp(v.end_at ?? v.uploaded_at)}{v.minutes >= 0 && ` · ${t('visits.minutes', { n: v.minutes })}`}</span>
            <span className="grow" />
            {v.state === 'done' ? <GradeMark grade={v.grade} /> : <span className="chip">{t(`visits.state.${v.state}`)}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
