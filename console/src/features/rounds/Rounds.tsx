import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, DatePicker, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { roundQuery, roundsQuery, type RoundFile, type RouteLine, type StopLine } from '../../api/assign'
import { api, data, newKey, once } from '../../api/http'
import { workersQuery } from '../../api/queries'
import { serverNow } from '../../app/clock'
import { shanghai } from '../../app/time'
import { Empty, Page, Panel, ProblemLine } from '../../components/parts'
import { RegionPick, usePlaceNames } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { colourOf, RoundMap } from './RoundMap'
import './rounds.css'

/** A day's orders laid out over its workers: looked at, changed, sent. */
export function Rounds() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const places = usePlaceNames()
  const { round } = useSearch({ from: '/shell/rounds' })
  const list = useQuery(roundsQuery)
  const newest = list.data?.items.find((r) => r.state !== 'dropped')
  const id = round ?? newest?.id ?? ''
  const file = useQuery(roundQuery(id))
  const { submit, error, busy } = useSubmit(['rounds'], ['round'], ['orders'])
  const cache = useQueryClient()
  const [day, setDay] = useState(() => shanghai(serverNow()).add(1, 'day'))
  const [region, setRegion] = useState<string>()
  const [chosen, setChosen] = useState<string>()

  const show = (r: RoundFile | undefined) => {
    if (!r) return
    cache.setQueryData(roundQuery(r.id).queryKey, r)
    void navigate({ to: '/rounds', search: { round: r.id } })
  }
  const plan = async () => show(await submit(() => data(api.POST('/api/v1/rounds/plan', { ...once(newKey()), body: { day: day.format('YYYY-MM-DD'), region_id: region } }))))
  const at = (one: string) => ({ params: { path: { id: one } }, ...once(newKey()) })
  const r = file.data
  const draft = r?.state === 'draft'
  const move: Move = (order_id, worker_id, second_id) => {
    if (r) void submit(() => data(api.POST('/api/v1/rounds/{id}/move', { ...at(r.id), body: { order_id, worker_id, second_id } }))).then(show)
  }
  const choose = (worker: string) => setChosen((old) => (old === worker ? undefined : worker))
  return (
    <Page
      title={t('assign.rounds')}
      age={file.dataUpdatedAt || list.dataUpdatedAt}
      limit={600}
      actions={(
        <>
          <DatePicker aria-label={t('assign.day')} allowClear={false} value={day} onChange={(v) => v && setDay(v)} />
          <span style={{ width: 180 }}><RegionPick aria-label={t('assign.region')} kinds={['county', 'township']} allowClear placeholder={t('common.wholeCounty')} value={region} onChange={setRegion} /></span>
          <Button type="primary" loading={busy} onClick={() => void plan()}>{t('assign.plan')}</Button>
        </>
      )}
    >
      <ProblemLine error={error ?? file.error ?? list.error} onRetry={() => void list.refetch()} />
      {list.data && list.data.items.length === 0 && <div className="sheet"><Empty title={t('assign.empty')} hint={t('assign.emptyHint')} /></div>}
      {list.data && list.data.items.length > 1 && (
        <Select aria-label={t('assign.rounds')} value={id} style={{ width: 420, marginBottom: 10 }} onChange={(v) => void navigate({ to: '/rounds', search: { round: v } })}
          options={list.data.items.map((o) => ({ value: o.id, label: [o.day, o.region_id ? places.region(o.region_id) : t('common.wholeCounty'), t(`assign.${o.state}`), t('assign.planned', { n: o.planned, of: o.total })].join(' · ') }))} />
      )}
      {r && (
        <div className="columns">
          <div className="span-7 stack" style={{ gap: 8 }}>
            <div className="sheet sheet-pad row wrap">
              <b className="num">{r.day}</b>
              <span>{r.region_id ? places.region(r.region_id) : t('common.wholeCounty')}</span>
              <span className={`chip ${draft ? 'chip-amber' : 'chip-good'}`}>{t(`assign.${r.state}`)}</span>
              <span className="num">{t('assign.planned', { n: r.planned, of: r.total })}</span>
              <span className="num quiet">{t('assign.workers', { n: r.workers })}</span>
              {r.refused > 0 && <span className="chip chip-alarm num">{t('assign.refusedStop')} {r.refused}</span>}
              <span className="quiet">{t('assign.madeBy', { name: r.by_name ?? '' })}</span>
              <span className="grow" />
              {draft && <Button disabled={busy} onClick={() => void submit(() => data(api.POST('/api/v1/rounds/{id}/drop', at(r.id))))}>{t('assign.drop')}</Button>}
              {draft && <Button type="primary" title={t('assign.sentNote')} disabled={r.planned === 0} loading={busy} onClick={() => void submit(() => data(api.POST('/api/v1/rounds/{id}/send', at(r.id)))).then(show)}>{t('assign.sendAll')}</Button>}
            </div>
            {r.routes.map((route, n) => (
              <Route key={route.worker_id} route={route} colour={colourOf(n)} on={chosen === route.worker_id} onChoose={() => choose(route.worker_id)}
                onMove={draft ? move : undefined} />
            ))}
          </div>
          <div className="span-5 stack" style={{ gap: 8 }}>
            <Panel title={t('assign.map')} extra={chosen && <Button size="small" onClick={() => setChosen(undefined)}>{t('assign.allOfThem')}</Button>}>
              <RoundMap routes={r.routes} chosen={chosen} onChoose={choose} />
            </Panel>
            <Panel title={<>{t('assign.unplanned')} <span className="num">{r.unplanned.length}</span></>}>
              {r.unplanned.length === 0 && <p className="quiet">{t('assign.unplannedNone')}</p>}
              <ul className="stack" style={{ gap: 4 }}>
                {r.unplanned.map((u) => (
                  <li key={u.order_id} className="row wrap">
                    <Link to="/orders" search={{ order: u.order_id }} className="link-plain">{t(`service.${u.service}`)}</Link>
                    <span>{u.elder_name}</span>
                    <span className="quiet">{u.village || u.township}</span>
                    <span className="chip chip-amber">{word(t, 'assign.why', u.reason)}</span>
                    {draft && u.reason !== 'place' && <Give order={u.order_id} two={u.two_persons} onMove={move} />}
                  </li>
                ))}
              </ul>
            </Panel>
          </div>
        </div>
      )}
    </Page>
  )
}

type Move = (order: string, worker?: string, second?: string) => void

function Route({ route, colour, on, onChoose, onMove }: { route: RouteLine; colour: string; on: boolean; onChoose: () => void; onMove?: Move }) {
  const { t } = useTranslation()
  return (
    <section className="route" data-on={on} aria-label={route.worker_name}>
      <header>
        <span className="route-mark" style={{ background: colour }} aria-hidden />
        <button type="button" className="link-button" aria-pressed={on} onClick={onChoose}><b>{route.worker_name}</b></button>
        <span className="quiet num">{t('assign.stops', { n: route.stops.length })} · {t('assign.road', { n: route.road_min })} · {t('assign.stay', { n: route.stay_min })}</span>
      </header>
      <ol>
        {route.stops.map((s, n) => <Stop key={s.order_id + n} stop={s} no={n + 1} onMove={onMove} />)}
      </ol>
    </section>
  )
}

function Stop({ stop: s, no, onMove }: { stop: StopLine; no: number; onMove?: Move }) {
  const { t } = useTranslation()
  return (
    <li>
      <span className="route-no num quiet">{no}</span>
      <b className="num">{clock(s.arrive_at)}–{clock(s.leave_at)}</b>
      <Link to="/orders" search={{ order: s.order_id }} className="link-plain">{t(`service.${s.service}`)}</Link>
      <span>{s.elder_name}</span>
      <span className="quiet">{s.village || s.township}</span>
      {s.second_name && <span className="chip chip-info">{t('assign.second', { name: s.second_name })}</span>}
      {s.with_name && <span className="chip chip-info">{t('assign.withWhom', { name: s.with_name })}</span>}
      {s.fixed && <span className="chip">{t('assign.fixed')}</span>}
      {s.refused && <span className="chip chip-alarm" title={s.refused}>{t('assign.refusedStop')}</span>}
      <span className="grow" />
      {onMove && !s.fixed && !s.with && (
        <>
          <Give order={s.order_id} two={s.two_persons} onMove={onMove} />
          <Button size="small" aria-label={`${t('assign.takeOut')} ${s.number}`} onClick={() => onMove(s.order_id, undefined)}>{t('assign.takeOut')}</Button>
        </>
      )}
    </li>
  )
}

/** Gives an order to a worker; where two must go, the second choice is who goes along. */
function Give({ order, two, onMove }: { order: string; two?: boolean; onMove: Move }) {
  const { t } = useTranslation()
  const { data: workers } = useQuery(workersQuery)
  const [first, setFirst] = useState<string>()
  const options = (workers?.items ?? []).filter((w) => w.id !== first).map((w) => ({ value: w.id, label: w.name }))
  const pick = { size: 'small' as const, value: null, popupMatchSelectWidth: 200, showSearch: { optionFilterProp: 'label' } }
  if (!first) {
    return <Select {...pick} style={{ width: 110 }} aria-label={t('assign.giveTo')} placeholder={t('assign.giveTo')} options={options} onChange={(worker: string) => (two ? setFirst(worker) : onMove(order, worker))} />
  }
  const along = (second: string) => {
    setFirst(undefined)
    onMove(order, first, second || undefined)
  }
  return (
    <>
      <span className="chip chip-teal">{workers?.items.find((w) => w.id === first)?.name}</span>
      <Select {...pick} autoFocus defaultOpen style={{ width: 150 }} aria-label={t('assign.secondPick')} placeholder={t('assign.secondPick')} options={[{ value: '', label: t('assign.anySecond') }, ...options]} onChange={along} />
      <Button size="small" onClick={() => setFirst(undefined)}>{t('assign.cancelFirst')}</Button>
    </>
  )
}

const clock = (at: string) => shanghai(at).format('HH:mm')
