import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data, newKey, once } from '../../api/http'
import { candidatesQuery } from '../../api/assign'
import { orderQuery } from '../../api/queries'
import type { Order, OrderState } from '../../api/types'
import { can, useSession } from '../../app/session'
import { fullStamp } from '../../app/time'
import { Due } from '../../components/age'
import { addressOf } from '../../components/address'
import { OrderMark } from '../../components/marks'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { WorkerPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { noteText, word } from '../../i18n/word'
import { Candidates } from './Candidates'
import { LendKey } from '../elders/LendKey'
import { yuan } from '../plans/money'
import { offeringsQuery } from '../plans/queries'
import { AccountCard } from '../accounts/AccountCard'
import { VisitCard } from '../visits/VisitCard'

/** The states in which somebody was at the door; before, there is no visit to ask for. */
const VISITED: OrderState[] = ['arrived', 'completed', 'failed']

/** What the operator may enter for a worker, by state. */
const BEHALF: Partial<Record<OrderState, 'queue' | 'accept' | 'depart' | 'arrive' | 'complete'>> = {
  requested: 'queue', assigned: 'accept', accepted: 'depart', on_the_way: 'arrive', arrived: 'complete',
}

export function OrderPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: order, error, refetch } = useQuery(orderQuery(id))
  if (!order) return <div className="sheet sheet-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  const over = ['completed', 'cancelled', 'failed'].includes(order.state)
  return (
    <Panel title={<span className="row">{t(`service.${order.service}`)}<OrderMark state={order.state} /></span>} extra={<span className="num quiet">{order.number}</span>}>
      <dl className="facts">
        <dt>{t('orders.elder')}</dt>
        <dd>{order.elder_id ? <Link to="/elders/$id" params={{ id: order.elder_id }}>{order.elder?.name ?? order.elder_name}</Link> : t('common.unknownPerson')}{order.elder?.age ? ` ${t('common.years', { count: order.elder.age })}` : ''} {order.elder?.phone && <a className="num" href={`tel:${order.elder.phone}`}>{order.elder.phone}</a>}</dd>
        <dt>{t('elders.address')}</dt>
        <dd>{[addressOf([order.township, order.village, order.household?.group, order.household?.address]), order.household?.directions].filter(Boolean).join(t('common.comma'))}</dd>
        <dt>{t('orders.worker')}</dt>
        <dd>{order.worker_name || order.worker_id || t('orders.none')}{order.declined?.length ? <span className="quiet"> · {t('orders.declined', { n: order.declined.length })}</span> : null}</dd>
        <dt>{t('orders.due')}</dt>
        <dd><Due at={order.due_at} /></dd>
        {order.offering_id && <OrderPrice order={order} />}
        {order.aside && <><dt>{t('aside.why')}</dt><dd><b>{order.aside}</b><br /><span className="quiet">{t('aside.hint')}</span></dd></>}
        {order.note && <><dt>{t('common.note')}</dt><dd>{order.note}</dd></>}
        {order.source && <><dt>{t('orders.source')}</dt><dd>{word(t, 'source', order.source)}</dd></>}
        {order.incident && <><dt>{t('orders.incident')}</dt><dd><Link to="/desk" search={{ incident: order.incident.id }} className="num">{order.incident.number}</Link></dd></>}
        {order.result && <><dt>{t('orders.result')}</dt><dd>{order.result}</dd></>}
        {order.called_off && <><dt>{t('orders.calledOff')}</dt><dd>{t(`orders.calledOffBy.${order.called_off}`)}</dd></>}
        {order.reason && <><dt>{t('field.why')}</dt><dd>{order.reason}</dd></>}
      </dl>
      {!over && can.orders(staff.role) && <Steps key={order.state} order={order} />}
      {order.household_id && !over && <LendKey household={order.household_id} goes={order.worker_id && order.worker_name ? [{ id: order.worker_id, name: order.worker_name, order: order.id }] : []} />}
      {VISITED.includes(order.state) && <VisitCard order={order.id} />}
      {order.worker_id && <AccountCard order={order.id} />}
      <h3 style={{ fontSize: 13, margin: '14px 0 4px' }} className="quiet">{t('orders.history')}</h3>
      <ol className="history">
        {(order.history ?? []).map((line) => (
          <li key={line.at + line.what}>
            <time className="num quiet">{fullStamp(line.at).slice(5)}</time>
            <span><b>{word(t, 'what', line.what)}</b> <span className="quiet">{line.by === 'system' ? '' : line.by_name || line.by}</span> {noteText(t, line.what, line.note)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** What was ordered out of the catalogue, at the price that was told then. */
function OrderPrice({ order }: { order: Order }) {
  const { t } = useTranslation()
  const { data: catalogue } = useQuery(offeringsQuery)
  const whole = order.price_fen ?? 0
  const subsidy = order.subsidy_fen ?? 0
  return (
    <>
      <dt>{t('plans.order.offering')}</dt><dd>{catalogue?.items.find((o) => o.id === order.offering_id)?.name ?? order.offering_id}</dd>
      {whole > 0 && <><dt>{t('plans.order.price')}</dt><dd className="num">{t('plans.order.ownPart', { own: yuan(whole - subsidy) })} <span className="quiet">{t('plans.order.parts', { whole: yuan(whole), subsidy: yuan(subsidy) })}</span></dd></>}
    </>
  )
}

function Steps({ order }: { order: Order }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { submit, error, busy } = useSubmit(['orders'], ['order', order.id], ['incident'])
  const [worker, setWorker] = useState<string>()
  const [second, setSecond] = useState<string>()
  // The same question as the list above asks: one answer serves both.
  const two = useQuery(candidatesQuery(order.id, 8)).data?.needs_second ?? false
  const [why, setWhy] = useState<{ verb: 'cancel' | 'fail'; text: string }>()
  const behalf = BEHALF[order.state]
  const at = () => ({ params: { path: { id: order.id } }, ...once(newKey()) })
  const enter = {
    queue: () => data(api.POST('/api/v1/orders/{id}/queue', at())),
    accept: () => data(api.POST('/api/v1/orders/{id}/accept', { ...at(), body: {} })),
    depart: () => data(api.POST('/api/v1/orders/{id}/depart', at())),
    arrive: () => data(api.POST('/api/v1/orders/{id}/arrive', { ...at(), body: {} })),
    complete: () => data(api.POST('/api/v1/orders/{id}/complete', { ...at(), body: {} })),
  }
  const assign = (worker_id: string) => void submit(() => data(api.POST('/api/v1/orders/{id}/assign', { ...at(), body: { worker_id, ...(two ? { second_id: second } : {}) } })))
  const end = (verb: 'cancel' | 'fail', reason: string) =>
    void submit(() => data(api.POST(verb === 'cancel' ? '/api/v1/orders/{id}/cancel' : '/api/v1/orders/{id}/fail', { ...at(), body: { reason } })))
  return (
    <div className="stack" style={{ gap: 8, marginTop: 14 }}>
      <Candidates order={order} />
      <div className="row">
        <WorkerPick service={order.service} aria-label={t('orders.worker')} placeholder={t('orders.chooseNext')} value={worker} onChange={setWorker} />
        {two && <WorkerPick service={order.service} aria-label={t('assign.secondPick')} placeholder={t('assign.secondPick')} value={second} onChange={setSecond} />}
        <Button type="primary" disabled={!worker || two && (!second || second === worker)} title={two && !second ? t('assign.needsSecond') : undefined} loading={busy} onClick={() => worker && assign(worker)}>{order.worker_id ? t('orders.reassign') : t('orders.assign')}</Button>
      </div>
      <div className="row wrap">
        {behalf && can.desk(staff.role) && <Button onClick={() => void submit(enter[behalf])}>{t(`orders.${behalf}`)}</Button>}
        <Button onClick={() => setWhy({ verb: 'fail', text: '' })}>{t('orders.fail')}</Button>
        <Button onClick={() => setWhy({ verb: 'cancel', text: '' })}>{t('orders.cancel')}</Button>
      </div>
      {behalf && can.desk(staff.role) && <p className="quiet" style={{ fontSize: 12 }}>{t('orders.onBehalf')}</p>}
      {why && (
        <div className="row">
          <Input autoFocus aria-label={t(why.verb === 'cancel' ? 'orders.cancelReason' : 'orders.failReason')} placeholder={t(why.verb === 'cancel' ? 'orders.cancelReason' : 'orders.failReason')} value={why.text} onChange={(e) => setWhy({ ...why, text: e.target.value })} />
          <Button disabled={!why.text.trim()} onClick={() => end(why.verb, why.text.trim())}>{t(why.verb === 'cancel' ? 'orders.cancel' : 'orders.fail')}</Button>
        </div>
      )}
      <ProblemLine error={error} />
    </div>
  )
}
