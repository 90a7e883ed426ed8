import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SERVICES } from '../../api/types'
import { serverNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { day, stamp } from '../../app/time'
import { DayPick } from '../../components/day'
import { Empty, Panel, ProblemLine, Ratio } from '../../components/parts'
import { word } from '../../i18n/word'
import { PlanForm } from './PlanForm'
import { PlanPanel } from './PlanPanel'
import { planDayQuery, plansQuery, type Plan, type PlanDay } from './queries'
import { Repeats } from './Repeats'
import { WorkPage } from './WorkPage'

/** 服务计划: what is ordered again and again, and what came of a day. */
export function Plans() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const navigate = useNavigate()
  const { plan: selected, new: making, elder } = useSearch({ from: '/shell/orders/plans' })
  const [service, setService] = useState<string>()
  const [ended, setEnded] = useState(false)
  const [on, setOn] = useState(() => day(serverNow()))
  const { data, error, refetch, dataUpdatedAt } = useQuery(plansQuery({ service, ended }))
  const { data: figures } = useQuery(planDayQuery(on))
  const rows = data?.items ?? []
  const pick = (plan: string) => void navigate({ to: '/orders/plans', search: { plan } })
  return (
    <WorkPage title={t('plans.title')} age={dataUpdatedAt} limit={300}
      actions={(
        <>
          <Select aria-label={t('orders.service')} allowClear placeholder={t('orders.service')} value={service} onChange={setService} style={{ width: 130 }}
            options={SERVICES.map((s) => ({ value: s, label: t(`service.${s}`) }))} />
          <Segmented aria-label={t('common.state')} value={ended ? 'ended' : 'running'} onChange={(v) => setEnded(v === 'ended')} options={[{ value: 'running', label: t('plans.running') }, { value: 'ended', label: t('plans.ended') }]} />
          {can.orders(staff.role) && <Button type="primary" onClick={() => void navigate({ to: '/orders/plans', search: { new: true } })}>{t('plans.new')}</Button>}
        </>
      )}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <DayFigures figures={figures} day={on} onDay={setOn} />
      <div className="columns">
        <div className="span-7 sheet sheet-scroll" tabIndex={0}>
          <Table<Plan>
            rowKey="id"
            size="middle"
            loading={!data && !error}
            dataSource={rows}
            pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            rowClassName={(p) => `row-link ${p.id === selected ? 'row-on' : ''}`}
            onRow={(p) => ({ onClick: () => pick(p.id) })}
            locale={{ emptyText: <Empty title={t('plans.empty')} hint={t('plans.emptyHint')} /> }}
            columns={[
              { title: t('plans.what'), key: 'what', render: (_, p) => <button type="button" className="link-button" onClick={() => pick(p.id)}><b>{p.offering_name || t(`service.${p.service}`)}</b></button> },
              { title: t('orders.elder'), key: 'who', render: (_, p) => p.elder_name || p.center_name },
              { title: t('elders.village'), key: 'village', render: (_, p) => p.village || p.township },
              { title: t('plans.when'), key: 'when', render: (_, p) => <Repeats plan={p} /> },
              { title: t('plans.next'), key: 'next', className: 'num', render: (_, p) => <span className="row nowrap" style={{ gap: 5 }}>{p.next_at ? stamp(p.next_at) : '—'}{p.paused && <span className="chip chip-amber">{t('plans.paused')}</span>}{p.whereabouts && <span className="chip chip-info">{t(`whereabouts.${p.whereabouts}`)}</span>}</span> },
            ]}
          />
        </div>
        <div className="span-5">
          {making
            ? <PlanForm elder={elder} onDone={(id) => void navigate({ to: '/orders/plans', search: id ? { plan: id } : {} })} />
            : selected ? <PlanPanel key={selected} id={selected} /> : <div className="sheet"><Empty title={t('plans.choose')} hint={t('plans.chooseHint')} /></div>}
        </div>
      </div>
    </WorkPage>
  )
}

/** A day of all plans: each instant has an order or a reason. */
function DayFigures({ figures, day: on, onDay }: { figures?: PlanDay; day: string; onDay: (day: string) => void }) {
  const { t } = useTranslation()
  return (
    <Panel className="plan-figures" title={t('plans.day')} extra={<DayPick aria-label={t('plans.day')} allowClear={false} value={on} onChange={onDay} />}>
      {figures?.services.length === 0 && <p className="quiet">{t('plans.dayEmpty')}</p>}
      {figures && figures.services.length > 0 && (
        <div className="sheet-scroll" tabIndex={0}>
          <table className="plan-day">
            <thead><tr><th>{t('orders.service')}</th><th>{t('plans.planned')}</th><th>{t('plans.made')}</th><th>{t('plans.completed')}</th><th>{t('plans.waiting')}</th><th>{t('plans.failed')}</th><th>{t('plans.gaps')}</th></tr></thead>
            <tbody>
              {figures.services.map((s) => (
                <tr key={s.service}>
                  <th scope="row">{t(`service.${s.service}`)}</th><td className="num">{s.planned}</td><td><Ratio n={s.made} of={s.planned} percent={false} /></td><td><Ratio n={s.completed} of={s.made} percent={false} /></td>
                  <td className="num">{s.waiting}</td><td className="num">{s.failed + s.cancelled}</td>
                  <td>{Object.entries(s.gaps ?? {}).map(([why, n]) => <span key={why} className="chip">{word(t, 'plans.gap', why)} {n}</span>)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {figures && figures.gaps.length > 0 && (
        <ul className="stack" style={{ gap: 4, marginTop: 10 }} aria-label={t('plans.lookAt')}>
          <li className="quiet">{t('plans.lookAt')}</li>
          {figures.gaps.slice(0, 20).map((g) => (
            <li key={g.plan_id + g.at} className="row wrap"><span className="chip chip-amber">{word(t, 'plans.gap', g.why)}</span><Link to="/orders/plans" search={{ plan: g.plan_id }}>{t(`service.${g.service}`)} {g.elder_name}</Link><span className="quiet">{g.village || g.township} {stamp(g.at)}</span></li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
