import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Panel } from '../../components/parts'
import { plansQuery } from './queries'
import { Repeats } from './Repeats'

/** What is ordered for an elder again and again. */
export function ElderPlans({ id }: { id: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data } = useQuery(plansQuery({ elder_id: id }))
  const rows = data?.items ?? []
  return (
    <Panel title={t('plans.title')} extra={can.orders(staff.role) && <Link to="/orders/plans" search={{ new: true, elder: id }}>{t('plans.new')}</Link>}>
      {data && rows.length === 0 && <p className="quiet">{t('plans.elderNone')}</p>}
      <ul className="stack" style={{ gap: 6 }}>
        {rows.map((p) => (
          <li key={p.id} className="row wrap">
            <Link to="/orders/plans" search={{ plan: p.id }} className="link-plain"><b>{p.offering_name || t(`service.${p.service}`)}</b></Link>
            <Repeats plan={p} />
            {p.paused && <span className="chip chip-amber">{t('plans.paused')}</span>}
            <span className="grow" />
            <span className="quiet num">{t('plans.next')} {p.next_at ? stamp(p.next_at) : '—'}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
