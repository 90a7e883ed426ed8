import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox, Form, Input, InputNumber, Segmented, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Empty, Panel, ProblemLine, Ratio } from '../../components/parts'
import { RegionPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { outreachEldersQuery, outreachesQuery, outreachQuery, type Outreach, type OutreachFilter, type OutreachFile, type OutreachRow } from './queries'
import { WorkPage } from './WorkPage'

const KINDS: Outreach['kind'][] = ['heat', 'cold', 'flood', 'power', 'epidemic', 'festival', 'other']
const WORDS = ['safe', 'visit', 'unreached', 'moved'] as const
const TINT: Record<OutreachRow['state'], string> = { pending: '', unreached: 'chip-alarm', visit: 'chip-amber', safe: 'chip-good', moved: 'chip-info' }

/** 专项走访: everybody on a list ends somewhere. */
export function Outreaches() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const navigate = useNavigate()
  const { outreach: selected, new: making } = useSearch({ from: '/shell/orders/outreach' })
  const { data: found, error, refetch, dataUpdatedAt } = useQuery(outreachesQuery)
  const rows = found?.items ?? []
  const id = selected ?? (making ? undefined : rows[0]?.id)
  const pick = (outreach: string) => void navigate({ to: '/orders/outreach', search: { outreach } })
  return (
    <WorkPage title={t('plans.outreach.title')} age={dataUpdatedAt} limit={120}
      actions={can.desk(staff.role) && <Button type="primary" onClick={() => void navigate({ to: '/orders/outreach', search: { new: true } })}>{t('plans.outreach.new')}</Button>}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="columns">
        <div className="span-4 sheet">
          {found && rows.length === 0 && <Empty title={t('plans.outreach.empty')} hint={t('plans.outreach.emptyHint')} />}
          <ul className="outreaches">
            {rows.map((o) => (
              <li key={o.id} className={o.id === id ? 'outreach-on' : undefined}>
                <button type="button" className="link-button" onClick={() => pick(o.id)}><b>{o.title}</b></button> <span className="chip">{t(`plans.outreach.kind.${o.kind}`)}</span>
                <div className="quiet">{stamp(o.opened_at)} · {o.by_name} · <Ratio n={o.ended} of={o.of} /> {o.closed_at && t('plans.outreach.closed')}</div>
              </li>
            ))}
          </ul>
        </div>
        <div className="span-8">
          {making ? <BeginForm onDone={(to) => void navigate({ to: '/orders/outreach', search: to ? { outreach: to } : {} })} /> : id ? <OutreachPanel key={id} id={id} /> : <div className="sheet"><Empty title={t('plans.outreach.choose')} /></div>}
        </div>
      </div>
    </WorkPage>
  )
}

function OutreachPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: o, error, refetch } = useQuery(outreachQuery(id))
  const { submit, error: refused, busy } = useSubmit(['outreaches'], ['outreach', id])
  if (!o) return <div className="sheet sheet-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  return (
    <div className="stack">
      <Panel title={o.title} extra={can.desk(staff.role) && !o.closed_at && <Button size="small" loading={busy} disabled={o.ended < o.of} onClick={() => void submit(() => data(api.POST('/api/v1/outreaches/{id}/close', { params: { path: { id } } })))}>{t('plans.outreach.close')}</Button>}>
        <p className="row wrap" style={{ marginBottom: 10 }}>
          <b style={{ fontSize: 18 }}><Ratio n={o.ended} of={o.of} /></b>
          {(['pending', 'unreached', 'visit', 'safe', 'moved'] as const).map((s) => <span key={s} className={`chip ${TINT[s]}`}>{t(`plans.outreach.state.${s}`)} {o[s]}</span>)}
          {o.closed_at && <span className="chip chip-good">{t('plans.outreach.closed')} {stamp(o.closed_at)}</span>}
        </p>
        <ProblemLine error={refused} />
        <Progress file={o} />
      </Panel>
      {can.orders(staff.role) && <Rows id={id} closed={!!o.closed_at} />}
    </div>
  )
}

/** n of N by township, and by the hour. */
function Progress({ file: o }: { file: OutreachFile }) {
  const { t } = useTranslation()
  return (
    <div className="columns" style={{ gap: 14 }}>
      <ul className="span-7 townships" aria-label={t('plans.outreach.byTownship')}>{o.places.map((p) => <li key={p.region_id}><span>{p.name || t('common.wholeCounty')}</span><Ratio n={p.ended} of={p.of} percent={false} /></li>)}</ul>
      <ul className="span-5" aria-label={t('plans.outreach.byHour')}>
        {o.hours.map((h) => (
          <li key={h.hour} className="row" style={{ gap: 8 }}><span className="num quiet">{stamp(h.hour)}</span><span className="meter grow"><i style={{ width: `${(100 * h.total) / Math.max(o.of, 1)}%` }} /></span><span className="num">{h.total}/{o.of}</span></li>
        ))}
        {o.hours.length === 0 && <li className="quiet">{t('plans.outreach.noHours')}</li>}
      </ul>
    </div>
  )
}

function Rows({ id, closed }: { id: string; closed: boolean }) {
  const { t } = useTranslation()
  const [state, setState] = useState<OutreachRow['state']>('pending')
  const { data: list, error, refetch } = useQuery(outreachEldersQuery(id, state))
  return (
    <Panel title={t('plans.outreach.list')} flush extra={<Segmented size="small" aria-label={t('common.state')} value={state} onChange={setState} options={(['pending', 'unreached', 'visit', 'safe', 'moved'] as const).map((s) => ({ value: s, label: t(`plans.outreach.state.${s}`) }))} />}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="sheet-scroll" tabIndex={0}>
        <Table<OutreachRow>
          rowKey={(r) => r.elder_id ?? ''}
          size="small"
          loading={!list && !error}
          dataSource={list?.items ?? []}
          pagination={(list?.items.length ?? 0) > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          locale={{ emptyText: <Empty title={t('plans.outreach.noRows')} /> }}
          columns={[
            { title: t('orders.elder'), key: 'elder', render: (_, r) => <>{r.elder_id && <Link to="/elders/$id" params={{ id: r.elder_id }}>{r.elder_name}</Link>} {(r.vital ?? []).map((v) => <span key={v} className="chip chip-vital">{v}</span>)}<div className="quiet">{[r.township, r.village].filter(Boolean).join(' ')}</div></> },
            { title: t('plans.outreach.phone'), key: 'phone', render: (_, r) => r.phone && <a className="num" href={`tel:${r.phone}`}>{r.phone}</a> },
            { title: t('plans.outreach.last'), key: 'last', render: (_, r) => (r.at ? <span><span className="num quiet">{stamp(r.at)}</span> {r.by_name} {r.note}{r.order_id && <> · <Link to="/orders" search={{ order: r.order_id }}>{t('plans.outreach.order')}</Link></>}</span> : '—') },
            { title: '', key: 'act', render: (_, r) => !closed && <Say id={id} row={r} /> },
          ]}
        />
      </div>
    </Panel>
  )
}

/** One word about one elder. */
function Say({ id, row }: { id: string; row: OutreachRow }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['outreach-elders', id], ['outreach', id], ['outreaches'])
  const [moved, setMoved] = useState<string>()
  const say = (state: (typeof WORDS)[number], note?: string) =>
    submit(() => data(api.POST('/api/v1/outreaches/{id}/elders/{elder}', { params: { path: { id, elder: row.elder_id ?? '' } }, body: { state, note } })))
  return (
    <div className="stack" style={{ gap: 4 }}>
      <div className="row" style={{ gap: 4 }}>
        {WORDS.map((w) => <Button key={w} size="small" loading={busy} disabled={row.state === w && w !== 'unreached'} onClick={() => (w === 'moved' ? setMoved('') : void say(w))}>{t(`plans.outreach.state.${w}`)}</Button>)}
      </div>
      {moved !== undefined && <div className="row"><Input size="small" autoFocus aria-label={t('plans.outreach.where')} placeholder={t('plans.outreach.where')} value={moved} onChange={(e) => setMoved(e.target.value)} /><Button size="small" type="primary" disabled={!moved.trim()} onClick={() => void say('moved', moved.trim()).then((ok) => ok && setMoved(undefined))}>{t('common.save')}</Button></div>}
      <ProblemLine error={error} />
    </div>
  )
}

interface Values extends OutreachFilter { kind: Outreach['kind']; title: string }

function BeginForm({ onDone }: { onDone: (id?: string) => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['outreaches'])
  const [form] = Form.useForm<Values>()
  const [count, setCount] = useState<number>()
  const filterOf = ({ region_id, alone, oxygen, min_age, text, hazards }: Values): OutreachFilter => ({ region_id: region_id || undefined, alone: alone || undefined, oxygen: oxygen || undefined, hazards: hazards?.length ? hazards : undefined, min_age: min_age ?? undefined, text: text?.trim() || undefined })
  async function preview() {
    const figures = await submit(() => data(api.POST('/api/v1/outreaches/preview', { body: filterOf(form.getFieldsValue(true) as Values) })))
    if (figures) setCount(figures.of)
  }
  async function begin(v: Values) {
    const made = await submit(() => data(api.POST('/api/v1/outreaches', { body: { kind: v.kind, title: v.title, filter: filterOf(v) } })))
    if (made) onDone(made.id)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Panel title={t('plans.outreach.new')}>
      <Form form={form} layout="vertical" onFinish={begin} requiredMark={false} initialValues={{ kind: 'heat' }} onValuesChange={() => setCount(undefined)}>
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-4"><Form.Item name="kind" label={t('plans.outreach.occasion')}><Select options={KINDS.map((k) => ({ value: k, label: t(`plans.outreach.kind.${k}`) }))} /></Form.Item></div>
          <div className="span-8"><Form.Item name="title" label={t('plans.outreach.name')} rules={required}><Input maxLength={60} /></Form.Item></div>
          <div className="span-4"><Form.Item name="region_id" label={t('plans.outreach.region')}><RegionPick allowClear placeholder={t('common.wholeCounty')} /></Form.Item></div>
          <div className="span-3"><Form.Item name="min_age" label={t('plans.outreach.minAge')}><InputNumber min={0} max={120} style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-5"><Form.Item name="text" label={t('plans.outreach.text')}><Input placeholder={t('plans.outreach.textHint')} /></Form.Item></div>
        </div>
        <div className="row wrap">
          <Form.Item name="alone" valuePropName="checked"><Checkbox>{t('plans.outreach.alone')}</Checkbox></Form.Item>
          <Form.Item name="oxygen" valuePropName="checked"><Checkbox>{t('plans.outreach.oxygen')}</Checkbox></Form.Item>
          <Form.Item name="hazards"><Checkbox.Group aria-label={t('plans.outreach.hazards')} options={(['riverside', 'low_lying'] as const).map((h) => ({ value: h, label: t(`plans.outreach.hazard.${h}`) }))} /></Form.Item>
        </div>
        <ProblemLine error={error} />
        <div className="row wrap">
          <Button loading={busy} onClick={() => void preview()}>{t('plans.outreach.preview')}</Button>
          {count !== undefined && <b role="status">{t('plans.outreach.found', { n: count })}</b>}
          <Button type="primary" htmlType="submit" loading={busy}>{t('plans.outreach.begin')}</Button>
          <Button onClick={() => onDone()}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Panel>
  )
}
