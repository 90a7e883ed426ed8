import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { serverNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { day, stamp } from '../../app/time'
import { OrderMark } from '../../components/marks'
import { DayPick } from '../../components/day'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { PlanForm } from './PlanForm'
import { planQuery, type PlanFile } from './queries'
import { Repeats } from './Repeats'

export function PlanPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [editing, setEditing] = useState(false)
  const { data: plan, error, refetch } = useQuery(planQuery(id))
  if (!plan) return <div className="sheet sheet-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  if (editing) return <PlanForm plan={plan} onDone={() => setEditing(false)} />
  const keeps = can.orders(staff.role) && !plan.ended_at
  return (
    <Panel title={plan.offering_name || t(`service.${plan.service}`)} extra={keeps && <Button size="small" onClick={() => setEditing(true)}>{t('plans.edit')}</Button>}>
      <dl className="facts">
        {plan.elder_id && <><dt>{t('orders.elder')}</dt><dd><Link to="/elders/$id" params={{ id: plan.elder_id }}>{plan.elder_name}</Link> <span className="quiet">{plan.village || plan.township}</span>{plan.whereabouts && <span className="chip chip-info">{t(`whereabouts.${plan.whereabouts}`)}</span>}</dd></>}
        {plan.center_name && <><dt>{t(plan.service === 'meal' ? 'plans.kitchen.title' : 'plans.site')}</dt><dd>{plan.center_name}</dd></>}
        <dt>{t('plans.when')}</dt><dd><Repeats plan={plan} />{plan.skip_holidays && <span className="quiet"> · {t('plans.skipHolidays')}</span>}</dd>
        <dt>{t('plans.from')}</dt><dd className="num">{plan.from}{plan.until && ` — ${plan.until}`}</dd>
        <dt>{t('plans.next')}</dt><dd className="num">{plan.next_at ? stamp(plan.next_at) : '—'}</dd>
        {plan.cut_off_minutes > 0 && <><dt>{t('plans.cutOff')}</dt><dd className="num">{plan.cut_off_minutes}</dd></>}
        {plan.way && <><dt>{t('plans.wayLabel')}</dt><dd>{t(`plans.way.${plan.way}`)}{plan.risk && ` · ${t(`plans.risk.${plan.risk}`)}`}</dd></>}
        {plan.worker_name && <><dt>{t('orders.worker')}</dt><dd>{plan.worker_name}</dd></>}
        {plan.list && <><dt>{t('plans.list')}</dt><dd><span className="quiet">{plan.list.date} · {plan.list.source}</span>{(plan.list.lines ?? []).map((line) => <div key={line}>{line}</div>)}</dd></>}
        {plan.note && <><dt>{t('common.note')}</dt><dd>{plan.note}</dd></>}
        {(plan.pauses ?? []).map((p) => <div key={p.from + p.why} style={{ display: 'contents' }}><dt>{t('plans.paused')}</dt><dd><span className="num">{p.from} — {p.until || t('plans.open')}</span> {p.why}</dd></div>)}
        {plan.ended_at && <><dt>{t('plans.ended')}</dt><dd>{stamp(plan.ended_at)} {plan.end_reason}</dd></>}
      </dl>
      {keeps && <Acts plan={plan} />}
      <h3 style={{ fontSize: 13, margin: '14px 0 4px' }} className="quiet">{t('plans.made')}</h3>
      <ul className="stack" style={{ gap: 4 }}>
        {[...plan.orders].reverse().slice(0, 14).map((o) => <li key={o.id} className="row"><OrderMark state={o.state} /><Link to="/orders" search={{ order: o.id }} className="num">{stamp(o.due_at)}</Link></li>)}
        {plan.orders.length === 0 && <li className="quiet">{t('plans.noOrders')}</li>}
      </ul>
      {plan.gaps.length > 0 && (
        <>
          <h3 style={{ fontSize: 13, margin: '14px 0 4px' }} className="quiet">{t('plans.gaps')}</h3>
          <ul className="stack" style={{ gap: 4 }}>{plan.gaps.slice(0, 14).map((g) => <li key={g.at} className="row"><span className="chip">{word(t, 'plans.gap', g.why)}</span><span className="num">{stamp(g.at)}</span></li>)}</ul>
        </>
      )}
    </Panel>
  )
}

/** Pausing, going on, ending: what is made and not begun is called off by the server. */
function Acts({ plan }: { plan: PlanFile }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['plans'], ['plan', plan.id], ['plan-day'], ['orders'])
  const [act, setAct] = useState<'pause' | 'end'>()
  const [why, setWhy] = useState('')
  const [from, setFrom] = useState(() => day(serverNow()))
  const [until, setUntil] = useState('')
  const params = { path: { id: plan.id } }
  async function go() {
    const done = await submit(() => data(act === 'pause'
      ? api.POST('/api/v1/plans/{id}/pause', { params, body: { from, until: until || undefined, why: why.trim() } })
      : api.POST('/api/v1/plans/{id}/end', { params, body: { reason: why.trim() } })))
    if (done) setAct(undefined)
  }
  return (
    <div className="stack" style={{ gap: 8, marginTop: 12 }}>
      <div className="row wrap">
        <Button onClick={() => setAct('pause')}>{t('plans.pause')}</Button>
        {(plan.pauses?.length ?? 0) > 0 && <Button loading={busy} onClick={() => void submit(() => data(api.POST('/api/v1/plans/{id}/resume', { params })))}>{t('plans.resume')}</Button>}
        <Button onClick={() => setAct('end')}>{t('plans.end')}</Button>
      </div>
      {act && (
        <div className="row wrap">
          {act === 'pause' && <><DayPick aria-label={t('plans.from')} allowClear={false} value={from} onChange={setFrom} /><DayPick aria-label={t('plans.until')} value={until} onChange={setUntil} /></>}
          <Input aria-label={t('field.why')} placeholder={t('field.why')} value={why} onChange={(e) => setWhy(e.target.value)} style={{ width: 220 }} />
          <Button type="primary" disabled={!why.trim()} loading={busy} onClick={() => void go()}>{t(act === 'pause' ? 'plans.pause' : 'plans.end')}</Button>
        </div>
      )}
      <ProblemLine error={error} />
    </div>
  )
}
