import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Ago } from '../../components/age'
import { OrderMark } from '../../components/marks'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { missesQuery } from './queries'
import './visits.css'

/** 将误: what will be missed unless somebody acts; nothing at all while there is none. */
export function Missing() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: list } = useQuery(missesQuery)
  const { submit, error, busy } = useSubmit(['orders', 'misses'], ['desk'])
  const rows = list?.items ?? []
  if (rows.length === 0) return null
  const settle = (id: string) => void submit(() => data(api.POST('/api/v1/orders/{id}/settle', { params: { path: { id } } })))
  return (
    <section className="missing" aria-label={t('visits.missing.title')}>
      <h2 className="row"><span>{t('visits.missing.title')} <span className="num">{rows.length}</span></span><small className="quiet">{t('visits.missing.hint')}</small></h2>
      <ProblemLine error={error} />
      <ul>
        {rows.map((m) => (
          <li key={m.order_id + m.why} className="row wrap">
            <span className="chip chip-amber">{t(`visits.missing.why.${m.why}`)}</span>
            <b>{t(`service.${m.service}`)}</b>
            <Link to="/orders" search={{ order: m.order_id }} className="link-plain">{m.elder_name || m.number}</Link>
            <span className="quiet">{m.village || m.township}</span>
            <OrderMark state={m.state} />
            <span className="quiet">{m.worker_name}</span>
            <span className="grow" />
            {m.due_at && m.why === 'late' && <b className="num">{t('visits.missing.due', { at: stamp(m.due_at) })}</b>}
            <span className="quiet num"><Ago at={m.raised_at} /> {t('visits.missing.since')}</span>
            {m.rung_at && <span className="chip">{t('visits.missing.rung')}</span>}
            {m.why === 'not_begun' && can.orders(staff.role) && <Button size="small" loading={busy} onClick={() => settle(m.order_id)}>{t('visits.missing.settle')}</Button>}
          </li>
        ))}
      </ul>
    </section>
  )
}
