import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Segmented, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { followUpQuery, followUpsQuery, opinionsQuery } from '../../api/queries'
import type { FollowUp, FollowUpFile } from '../../api/types'
import { can, useSession } from '../../app/session'
import { fullStamp, stamp } from '../../app/time'
import { Due } from '../../components/age'
import { ReachMark } from '../../components/marks'
import { Empty, Key, Panel, ProblemLine, Ratio } from '../../components/parts'
import { usePlaceNames } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { useKeys } from '../incidents/keys'
import { HotlinePage } from './HotlinePage'
import './hotline.css'
import { AboutWhat, CallMark } from './marks'

/** 回访: our own calls afterwards, and what was said in them. */
export function FollowUps() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const calls = can.desk(staff.role)
  return calls ? <Calls /> : <HotlinePage title={t('hotline.followUps.title')}><Opinions /></HotlinePage>
}

function Calls() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { call: selected } = useSearch({ from: '/shell/tickets/follow-ups' })
  const [view, setView] = useState<'open' | 'done,unreached,cancelled'>('open')
  const { data: list, error, refetch, dataUpdatedAt } = useQuery(followUpsQuery(view))
  const rows = list?.items ?? []
  const pick = (call: string) => void navigate({ to: '/tickets/follow-ups', search: { call } })
  const step = (by: number) => () => {
    const at = rows.findIndex((row) => row.id === selected)
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]
    if (next) pick(next.id)
  }
  useKeys({ 'Alt+ArrowDown': step(1), 'Alt+ArrowUp': step(-1) })
  return (
    <HotlinePage
      title={t('hotline.followUps.title')}
      age={dataUpdatedAt}
      actions={<Segmented aria-label={t('common.state')} value={view} onChange={setView} options={[{ value: 'open', label: t('hotline.followUps.openList') }, { value: 'done,unreached,cancelled', label: t('hotline.followUps.overList') }]} />}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="columns">
        <div className="span-7 sheet sheet-scroll" tabIndex={0}>
          <Table<FollowUp>
            rowKey="id"
            size="middle"
            loading={!list && !error}
            dataSource={rows}
            pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            rowClassName={(row) => `row-link ${row.id === selected ? 'row-on' : ''}`}
            onRow={(row) => ({ onClick: () => pick(row.id) })}
            locale={{ emptyText: <Empty title={t('hotline.followUps.empty')} hint={t('hotline.followUps.emptyHint')} /> }}
            columns={[
              { title: t('common.state'), key: 'state', render: (_, row) => <CallMark state={row.state} /> },
              { title: t('hotline.elder'), key: 'elder', render: (_, row) => <button type="button" className="link-button" onClick={() => pick(row.id)}><b>{row.elder_name || t('hotline.followUps.spoke.caller')}</b></button> },
              { title: t('elders.village'), key: 'village', render: (_, row) => row.village || row.township },
              { title: t('hotline.followUps.about'), key: 'about', render: (_, row) => <AboutWhat call={row} /> },
              { title: '', key: 'why', render: (_, row) => <span className="chip">{t(`hotline.followUps.why.${row.why}`)}</span> },
              view === 'open'
                ? { title: t('hotline.followUps.due'), key: 'due', render: (_, row) => <span className="row nowrap" style={{ gap: 5 }}><Due at={row.due_at} />{row.late && <span className="chip chip-amber">{t('hotline.followUps.late')}</span>}</span> }
                : { title: t('hotline.followUps.result'), key: 'said', render: (_, row) => <span>{row.satisfied ? t(`hotline.followUps.satisfied.${row.satisfied}`) : <span className="quiet">—</span>} <span className="quiet num">{stamp(row.ended_at)}</span></span> },
            ]}
          />
        </div>
        <div className="span-5 stack">
          {selected ? <Call key={selected} id={selected} onNext={step(1)} /> : <div className="sheet"><Empty title={t('hotline.followUps.choose')} hint={t('hotline.followUps.chooseHint')} /></div>}
          <Opinions />
        </div>
      </div>
    </HotlinePage>
  )
}

function Call({ id, onNext }: { id: string; onNext: () => void }) {
  const { t } = useTranslation()
  const { data: call, error, refetch } = useQuery(followUpQuery(id))
  if (!call) return <div className="sheet sheet-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  const phone = call.elder?.phone || call.phone
  return (
    <Panel title={<span className="row">{call.elder?.name || t('hotline.followUps.spoke.caller')}{call.elder?.age ? <span className="quiet num">{t('common.years', { count: call.elder.age })}</span> : null}<CallMark state={call.state} /></span>} extra={<span className="num quiet">{call.number}</span>}>
      <div className="row wrap" style={{ fontSize: 17 }}>
        {call.elder && <ReachMark reach={call.elder.reach} />}
        {phone ? <a className="num" href={`tel:${phone}`}>{phone}</a> : <span className="quiet">{t('common.noPhone')}</span>}
        {call.elder?.reach_notes && <span className="quiet" style={{ fontSize: 13 }}>{call.elder.reach_notes}</span>}
      </div>
      <dl className="facts" style={{ marginTop: 8 }}>
        <dt>{t('hotline.followUps.about')}</dt><dd><AboutWhat call={call} /> <span className="chip">{t(`hotline.followUps.why.${call.why}`)}</span></dd>
        <Subject call={call} />
        {call.tries.length > 0 && <><dt /><dd className="quiet">{t('hotline.followUps.tries', { n: call.tries.length })} · {stamp(call.tries.at(-1)?.at)}</dd></>}
        {call.note && <><dt>{t('hotline.followUps.note')}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{call.note}</dd></>}
      </dl>
      {call.state === 'open' ? <Record call={call} onNext={onNext} /> : <Over call={call} />}
    </Panel>
  )
}

/** What it is about, as far as the caller must know it. */
function Subject({ call }: { call: FollowUpFile }) {
  const { t } = useTranslation()
  const { incident, order, ticket } = call
  if (incident) return <><dt>{t('hotline.incident')}</dt><dd><Link to="/desk" search={{ incident: incident.id }} className="num">{incident.number}</Link> {word(t, 'kind', incident.kind)} <span className="quiet num">{fullStamp(incident.opened_at).slice(0, 16)}</span> {incident.answered_name && t('desk.by', { name: incident.answered_name })}</dd></>
  if (order) return <><dt>{t('hotline.followUps.worker')}</dt><dd><Link to="/orders" search={{ order: order.id }} className="num">{order.number}</Link> {order.worker_name} <span className="quiet num">{stamp(order.completed_at ?? order.created_at)}</span> {order.result || order.reason}</dd></>
  if (ticket) return <><dt>{t('hotline.tabs.tickets')}</dt><dd><Link to="/tickets" search={{ ticket: ticket.id }} className="num">{ticket.number}</Link> {ticket.text}</dd></>
  return null
}

type Result = 'reached' | 'no_answer' | 'refused'
type Satisfied = 'satisfied' | 'fair' | 'dissatisfied'

/** One digit records the call; who answered stays as chosen. */
function Record({ call, onNext }: { call: FollowUpFile; onNext: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['follow-ups'], ['follow-up', call.id], ['opinions'], ['desk'])
  const [spoke, setSpoke] = useState<'elder' | 'family' | 'caller'>(call.elder_id ? 'elder' : 'caller')
  const [note, setNote] = useState('')
  const barred = Boolean(call.may_not)
  const record = (result: Result, satisfied?: Satisfied) => () => {
    if (busy || barred) return
    void submit(() => data(api.POST('/api/v1/follow-ups/{id}/called', {
      params: { path: { id: call.id } },
      body: { result, note: note.trim() || undefined, ...(result === 'reached' ? { spoke_to: spoke, satisfied } : {}) },
    }))).then((done) => {
      if (done && result === 'no_answer' && done.state === 'open') onNext()
    })
  }
  const choices = [
    { key: '1', label: t('hotline.followUps.satisfied.satisfied'), go: record('reached', 'satisfied') },
    { key: '2', label: t('hotline.followUps.satisfied.fair'), go: record('reached', 'fair') },
    { key: '3', label: t('hotline.followUps.satisfied.dissatisfied'), go: record('reached', 'dissatisfied') },
    { key: '4', label: t('hotline.followUps.unasked'), go: record('reached') },
    { key: '5', label: t('hotline.followUps.noAnswer'), go: record('no_answer') },
    { key: '6', label: t('hotline.followUps.refused'), go: record('refused') },
  ]
  useKeys(Object.fromEntries(choices.map((c) => [c.key, c.go])))
  if (call.may_not) return <p className="problem" style={{ marginTop: 10 }}>{word(t, 'hotline.followUps.mayNot', call.may_not)}</p>
  return (
    <div className="stack" style={{ gap: 8 }}>
      <p className="say"><b>{t('hotline.followUps.ask')}</b> {t('hotline.followUps.script')}</p>
      <div className="row wrap">
        <span className="quiet">{t('hotline.followUps.spokeTo')}</span>
        <Segmented aria-label={t('hotline.followUps.spokeTo')} value={spoke} onChange={setSpoke} options={(['elder', 'family', 'caller'] as const).map((s) => ({ value: s, label: t(`hotline.followUps.spoke.${s}`) }))} />
      </div>
      <Input.TextArea rows={2} aria-label={t('hotline.followUps.note')} placeholder={t('hotline.followUps.note')} value={note} onChange={(e) => setNote(e.target.value)} maxLength={2000} />
      <div className="answers">
        {choices.map((c) => <button key={c.key} type="button" disabled={busy} aria-keyshortcuts={c.key} onClick={c.go}>{c.label} <Key>{c.key}</Key></button>)}
      </div>
      <ProblemLine error={error} />
    </div>
  )
}

function Over({ call }: { call: FollowUpFile }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div className="stack" style={{ gap: 8, marginTop: 10 }}>
      <p>
        {call.satisfied && <b>{t(`hotline.followUps.satisfied.${call.satisfied}`)} </b>}
        {call.spoke_to && <span>{t(`hotline.followUps.spoke.${call.spoke_to}`)} </span>}
        <span className="quiet">{t('hotline.followUps.done', { name: call.ended_name || call.ended_by || '', at: stamp(call.ended_at) })}</span>
      </p>
      {call.ticket_id
        ? <Link to="/tickets" search={{ ticket: call.ticket_id }}>{t('hotline.tabs.tickets')}</Link>
        : call.state === 'done' && <div><Button type={call.satisfied === 'dissatisfied' ? 'primary' : 'default'} onClick={() => void navigate({ to: '/tickets', search: { new: true, follow_up: call.id, ...(call.elder_id ? { elder: call.elder_id } : {}) } })}>{t('hotline.followUps.toTicket')}</Button></div>}
    </div>
  )
}

function Opinions() {
  const { t } = useTranslation()
  const places = usePlaceNames()
  const [days, setDays] = useState(30)
  const { data: said, error, refetch } = useQuery(opinionsQuery(days))
  const total = said?.total
  return (
    <Panel title={t('hotline.followUps.opinions')} extra={<Segmented size="small" aria-label={t('hotline.times.period')} value={days} onChange={setDays} options={[{ value: 30, label: t('hotline.times.d30') }, { value: 90, label: t('hotline.times.d90') }, { value: 365, label: t('hotline.times.d365') }]} />}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {total && total.drawn === 0 && <p className="quiet">{t('hotline.followUps.noFigures')}</p>}
      {total && total.drawn > 0 && (
        <>
          <dl className="facts">
            <dt>{t('hotline.followUps.satisfiedOf')}</dt>
            <dd><b><Ratio n={total.satisfied.n} of={total.satisfied.of} /></b> <span className="quiet">{t('hotline.followUps.fairN', { n: total.fair })} · {t('hotline.followUps.unhappyN', { n: total.unhappy })}</span></dd>
            <dt>{t('hotline.followUps.reached')}</dt><dd><Ratio n={total.reached.n} of={total.reached.of} /> <span className="quiet">{t('hotline.followUps.drawn', { n: total.drawn, open: total.open })}{total.cancelled > 0 && ` · ${t('hotline.followUps.cancelledN', { n: total.cancelled })}`}</span></dd>
          </dl>
          <table className="plain">
            <thead><tr><th scope="col">{t('hotline.followUps.byNoun')} / {t('hotline.followUps.byTownship')}</th><th scope="col">{t('hotline.followUps.satisfiedOf')}</th><th scope="col">{t('hotline.followUps.reached')}</th></tr></thead>
            <tbody>
              {said.nouns.map((row) => <tr key={row.key}><th scope="row">{word(t, 'hotline.followUps.noun', row.key)}</th><td><Ratio n={row.satisfied.n} of={row.satisfied.of} percent={false} /></td><td><Ratio n={row.reached.n} of={row.reached.of} percent={false} /></td></tr>)}
              {said.townships.map((row) => <tr key={`t${row.key}`}><th scope="row">{places.region(row.key) || t('hotline.times.county')}</th><td><Ratio n={row.satisfied.n} of={row.satisfied.of} percent={false} /></td><td><Ratio n={row.reached.n} of={row.reached.of} percent={false} /></td></tr>)}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  )
}
