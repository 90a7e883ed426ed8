import { KeyOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orderQuery, ordersQuery } from '../../api/queries'
import type { Order } from '../../api/types'
import { serverNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { useSignOut } from '../../app/Shell'
import { nearDay, shanghai, stamp } from '../../app/time'
import { addressOf } from '../../components/address'
import { OrderMark } from '../../components/marks'
import { useProblemText } from '../../components/parts'
import { setLanguage } from '../../i18n'
import { AtDoor } from './AtDoor'
import './field.css'
import { tellPlace } from './here'
import { HomeKeys, OwnKeys } from './KeysPart'
import type { Details, Outbox, Send, Step } from './outbox'
import { NEXT, project, sort } from './project'
import { Unsent } from './Unsent'
import { useOutbox } from './useOutbox'

/** The worker's page: one order, one button, honest about what is not uploaded. */
export function Field() {
  const { t, i18n } = useTranslation()
  const { staff } = useSession()
  const leave = useSignOut()
  const problem = useProblemText()
  const { outbox, sends, known } = useOutbox(staff.id)
  // Apart, so that many that wait never hide one's own.
  const { data: own, error, dataUpdatedAt } = useQuery(ordersQuery({ state: 'assigned,accepted,on_the_way,arrived' }))
  const { data: unclaimed } = useQuery(ordersQuery({ state: 'queued', sort: 'soonest' }))
  const orders = useMemo(() => own && [...own.items, ...(unclaimed?.items ?? []).filter((o) => !own.items.some((p) => p.id === o.id))], [own, unclaimed])
  const [kept, setKept] = useState<{ at: number; orders: Order[] }>()
  const [chosen, setChosen] = useState<string>()

  useEffect(() => {
    if (orders) {
      void outbox.keepList(orders, dataUpdatedAt)
      void outbox.forgetDetails(orders.map((o) => o.id))
    }
    else void outbox.keptList().then((list) => list && setKept({ at: list.at, orders: list.orders as Order[] }))
  }, [orders, dataUpdatedAt, outbox])

  const { mine, free } = sort(project(orders ?? kept?.orders ?? [], sends, staff.id), staff.id)
  const current = mine.find((o) => o.id === chosen) ?? mine[0]
  useVibration(mine)
  const act = (order: Order, step: Step, body: Details = {}) => {
    tellPlace()
    void outbox.add(order.id, step, body, serverNow())
  }

  return (
    <div className="field">
      <header className="field-head">
        <h1>{t('field.hello', { name: staff.name })}</h1>
        <span className="grow" />
        {staff.center_id && <Link to="/medicine" className="field-link">{t('nav.medicine')}</Link>}
        <Link to="/install" className="field-link">{t('install.title')}</Link>
        <button type="button" lang={i18n.language === 'en' ? 'zh-CN' : 'en'} onClick={() => setLanguage(i18n.language === 'en' ? 'zh' : 'en')}>{t('app.language')}</button>
        <button type="button" onClick={leave}>{t('session.signOut')}</button>
      </header>
      <Unsent outbox={outbox} sends={sends} known={known} offline={Boolean(error)} age={own ? dataUpdatedAt : kept?.at ?? 0} />
      {error && !own && !kept ? <p className="problem">{problem(error)}</p> : null}

      {current ? <Current key={current.id} order={current} outbox={outbox} sends={sends} onAct={(step, body) => act(current, step, body)} /> : (
        <div className="field-none"><b>{t('field.none')}</b><span>{t('field.noneHint')}</span></div>
      )}

      {mine.length > 1 && (
        <section>
          <h2>{t('field.next', { n: mine.length - 1 })}</h2>
          <ul>{mine.filter((o) => o !== current).map((o) => <li key={o.id}><button type="button" className="field-row" onClick={() => setChosen(o.id)}><Line order={o} /><OrderMark state={o.state} /></button></li>)}</ul>
        </section>
      )}
      <OwnKeys outbox={outbox} sends={sends} />
      {free.length > 0 && (
        <section>
          <h2>{t('field.available')} <span className="num">{free.length}</span></h2>
          <ul>{free.map((o) => <li key={o.id} className="field-row"><Line order={o} /><button type="button" className="field-claim" onClick={() => act(o, 'accept')}>{t('field.claim')}</button></li>)}</ul>
        </section>
      )}
    </div>
  )
}

function Line({ order }: { order: Order }) {
  const { t } = useTranslation()
  return (
    <span className="grow" style={{ textAlign: 'left' }}>
      <b>{order.priority === 0 && <span style={{ color: 'var(--alarm)' }}>▲ </span>}{t(`service.${order.service}`)}</b> {order.elder_name}
      <br />
      <span className="quiet num">{[order.village || order.township, whenText(t, order)].filter(Boolean).join(' · ')}</span>
    </span>
  )
}

/** When the route has it, else until when. */
const whenText = (t: TFunction, order: Order) =>
  order.planned_at ? t('field.planned', { at: dueText(t, order.planned_at) }) : order.due_at ? t('field.due', { at: dueText(t, order.due_at) }) : t('field.asap')

/** Until when, with today and tomorrow in words. */
function dueText(t: TFunction, at: string): string {
  const near = nearDay(at, serverNow())
  return near ? t(`common.${near}`, { at: shanghai(at).format('HH:mm') }) : stamp(at)
}

/** While these last, a key may be taken for an order. */
const UNDER_WAY: Order['state'][] = ['accepted', 'on_the_way', 'arrived']

const ETAS = [5, 10, 20, 40]

/** The order with whom and where, as it was kept on the phone where there is no signal. */
function useDetail(id: string, outbox: Outbox): Order | undefined {
  const { data } = useQuery(orderQuery(id))
  const [kept, setKept] = useState<Order>()
  useEffect(() => {
    if (data) void outbox.keepDetail(id, data)
    else void outbox.keptDetail(id).then((order) => order && setKept(order as Order))
  }, [data, id, outbox])
  return data ?? kept
}

function Current({ order, outbox, sends, onAct }: { order: Order; outbox: Outbox; sends: Send[]; onAct: (step: Step, body?: Details) => void }) {
  const { t } = useTranslation()
  const detail = useDetail(order.id, outbox)
  const [fit, setFit] = useState(true)
  const [eta, setEta] = useState(10)
  const [why, setWhy] = useState(false)
  const step = NEXT[order.state]
  const elder = detail?.elder
  const home = detail?.household
  const phone = elder?.phone || home?.phone
  const keys = UNDER_WAY.includes(order.state) ? detail?.keys : undefined

  async function main() {
    if (!step) return
    if (step === 'accept') onAct(step, { eta_s: eta * 60 })
    else if (step === 'arrive') onAct(step, await whereAmI())
    else onAct(step)
  }
  return (
    <section className="field-card" data-emergency={order.priority === 0} aria-label={t('field.mine')}>
      <div className="row wrap">
        <b className="field-service">{order.priority === 0 && <span aria-hidden="true">▲ </span>}{t(`service.${order.service}`)}</b>
        <OrderMark state={order.state} />
        <span className="grow" />
        <span className="num">{whenText(t, order)}</span>
      </div>
      <div className="row wrap">
        <strong className="field-name">{elder?.name || order.elder_name || t('common.unknownPerson')}</strong>
        {elder?.age ? <span className="num">{t('common.years', { count: elder.age })}</span> : null}
        <span className="grow" />
        {phone && <a className="field-call num" href={`tel:${phone}`}>☎ {phone}</a>}
      </div>
      {detail?.spot && <p className="row wrap field-spot"><b>{t('scene.spot')}</b><a className="num" href={`geo:${detail.spot.lat},${detail.spot.lon}?q=${detail.spot.lat},${detail.spot.lon}`}>{t('scene.spotOpen')} {detail.spot.lat.toFixed(5)}, {detail.spot.lon.toFixed(5)}</a></p>}
      <p className="field-way">{home?.directions || home?.address}<br /><span className="quiet">{addressOf([detail?.township ?? order.township, detail?.village ?? order.village, home?.group, home?.directions ? home.address : ''])}</span></p>
      {home?.key_holder_name && !keys && <p className="row wrap"><KeyOutlined aria-hidden /> {t('field.key')} {home.key_holder_name}<span className="grow" />{home.key_holder_phone && <a className="field-call field-call-key num" href={`tel:${home.key_holder_phone}`}>☎ {home.key_holder_phone}</a>}</p>}
      {(elder?.vital?.length || elder?.reach_notes || elder?.diet_tags?.length) && (
        <div className="chips">
          {[...(elder.vital ?? []), ...(elder.diet_tags ?? [])].map((v) => <span key={v} className="chip chip-vital">{v}</span>)}
          {elder.reach_notes && <span className="chip">{elder.reach_notes}</span>}
        </div>
      )}
      {order.note && <p>{order.note}</p>}
      {keys && <HomeKeys order={order.id} keys={keys} outbox={outbox} sends={sends} />}
      {step === 'accept' && (
        <div className="field-eta" role="radiogroup" aria-label={t('field.eta')}>
          <span>{t('field.eta')}</span>
          {ETAS.map((n) => <button key={n} type="button" role="radio" aria-checked={n === eta} onClick={() => setEta(n)}>{t('field.etaMinutes', { n })}</button>)}
        </div>
      )}
      {order.state === 'arrived' && <AtDoor order={order} asked={detail?.asked} outbox={outbox} onFit={setFit} onForbidden={() => onAct('fail', { reason: t('visits.field.notBegun') })} />}
      {step && fit && <button type="button" className="field-main" onClick={() => void main()}>{t(`field.${step}`)}</button>}
      {step && (why
        ? (
          <div className="field-why" role="group" aria-label={t('field.why')}>
            {(['nobody', 'refused', 'cannot'] as const).map((r) => <button key={r} type="button" onClick={() => onAct('fail', { reason: t(`field.reason_${r}`), nobody_opened: r === 'nobody' && order.state !== 'accepted' })}>{t(`field.reason_${r}`)}</button>)}
            <button type="button" onClick={() => setWhy(false)}>{t('common.back')}</button>
          </div>
        )
        : (
          <div className="field-why">
            {order.state === 'assigned' && <button type="button" onClick={() => onAct('decline', { reason: t('field.reason_cannot') })}>{t('field.decline')}</button>}
            {(order.state === 'arrived' || order.state === 'on_the_way') && <button type="button" onClick={() => onAct('fail', { reason: t('field.reason_nobody'), nobody_opened: true })}>{t('field.doorClosed')}</button>}
            {order.service === 'meal' && order.state !== 'assigned' && <button type="button" onClick={() => onAct('fail', { reason: t('accounts.field.uncollected'), uncollected: true })}>{t('accounts.field.uncollected')}</button>}
            {order.state !== 'assigned' && <button type="button" onClick={() => setWhy(true)}>{t('field.fail')}</button>}
          </div>
        ))}
    </section>
  )
}

/** Where the phone is, if the browser tells within four seconds; on plain http it never does. */
function whereAmI(): Promise<Details> {
  return new Promise((resolve) => {
    if (!window.isSecureContext || !navigator.geolocation) return resolve({})
    const late = setTimeout(() => resolve({}), 4_000)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(late)
        resolve({ lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.min(coords.accuracy, 100_000) })
      },
      () => {
        clearTimeout(late)
        resolve({})
      },
      { enableHighAccuracy: true, timeout: 4_000, maximumAge: 30_000 },
    )
  })
}

/** A new order makes the phone vibrate. */
function useVibration(mine: Order[]) {
  const ids = mine.map((o) => o.id).join()
  const known = useRef<string[]>(undefined)
  useEffect(() => {
    const now = ids.split(',').filter(Boolean)
    // A page that nobody has touched yet may not: the browser would only complain.
    const may = !('userActivation' in navigator) || navigator.userActivation.hasBeenActive
    if (may && known.current && now.some((id) => !known.current?.includes(id))) navigator.vibrate?.([200, 100, 200])
    known.current = now
  }, [ids])
}
