import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { candidatesQuery, type Candidate } from '../../api/assign'
import { api, data, newKey, once } from '../../api/http'
import type { Order } from '../../api/types'
import { shanghai } from '../../app/time'
import { argumentText, Arguments, Way } from '../../components/arguments'
import { Empty, Key, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { useKeys } from '../incidents/keys'
import '../rounds/rounds.css'

const BEST = 3

/** Whom an order could go to, with reasons; one key sends to one of the first three. */
export function Candidates({ order }: { order: Order }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const query = useQuery(candidatesQuery(order.id, all ? 60 : 8))
  const { submit, error, busy } = useSubmit(['orders'], ['order', order.id], ['incident'], ['candidates', order.id])
  const [first, setFirst] = useState<Candidate>()
  const advice = query.data
  const fit = (advice?.items ?? []).filter((c) => c.fit && c.worker_id !== order.worker_id)
  const shown = all ? (advice?.items ?? []).filter((c) => c.worker_id !== order.worker_id) : fit.slice(0, 5)

  const send = (c: Candidate | undefined) => {
    if (!c?.fit || busy || c === first) return
    if (advice?.needs_second && !first) return setFirst(c)
    const body = first ? { worker_id: first.worker_id, second_id: c.worker_id } : { worker_id: c.worker_id }
    void submit(() => data(api.POST('/api/v1/orders/{id}/assign', { params: { path: { id: order.id } }, ...once(newKey()), body }))).then(() => setFirst(undefined))
  }
  // Only what waits is sent with one key: a stray key must not take an order from somebody.
  const waits = order.state === 'queued' || order.state === 'requested'
  const key = (n: number) => (waits && fit[n] ? () => send(fit[n]) : undefined)
  useKeys({ 1: key(0), 2: key(1), 3: key(2) })

  return (
    <section className="stack candidates" style={{ gap: 6 }} aria-label={t('assign.who')}>
      <div className="row">
        <h3 style={{ fontSize: 13 }} className="quiet">{t('assign.who')}</h3>
        {advice && <span className="quiet num" style={{ fontSize: 12 }}>{t('assign.of', { fit: advice.fit, total: advice.total })}</span>}
        <span className="grow" />
        {waits && fit.length > 0 && <span className="quiet" style={{ fontSize: 12 }}>{t('assign.keys')}</span>}
      </div>
      <ProblemLine error={query.error ?? error} onRetry={query.error ? () => void query.refetch() : undefined} />
      {advice?.needs_second && <p className="row"><span className="chip chip-vital">{t('assign.two')}</span>{first && <Button size="small" onClick={() => setFirst(undefined)}>{t('assign.cancelFirst')}</Button>}</p>}
      {advice && advice.fit === 0 && <Empty title={t('assign.none')} hint={t('assign.noneHint')} />}
      <ol className="stack" style={{ gap: 5 }}>
        {shown.map((c) => (
          <li key={c.worker_id}>
            <button type="button" className="candidate" disabled={!c.fit || busy} data-on={c === first} aria-label={t(order.worker_id ? 'assign.resend' : 'assign.send', { name: c.name })} onClick={() => send(c)}>
              <span className="row wrap" style={{ gap: 6 }}>
                {waits && c.fit && fit.indexOf(c) < BEST && <Key>{String(fit.indexOf(c) + 1)}</Key>}
                <b>{c.name}</b>
                {c === first && <span className="chip chip-teal">{t('assign.first')}</span>}
                <Way minutes={c.minutes} from={c.from} age={c.spot_at ? shanghai(c.spot_at).format('HH:mm') : ''} />
                <span className="grow" />
                <span className="num quiet">{t('assign.points', { n: c.score })}</span>
              </span>
              {c.fit
                ? <Arguments list={c.reasons} />
                : <span className="chips">{c.stops.map((s) => <span key={s.code + (s.text ?? '')} className="chip chip-alarm">{argumentText(t, s, 'stop')}</span>)}</span>}
            </button>
          </li>
        ))}
      </ol>
      {advice && advice.total > fit.length && <button type="button" className="link-button" style={{ justifySelf: 'start', fontSize: 13 }} onClick={() => setAll(!all)}>{t(all ? 'assign.less' : 'assign.more')}</button>}
    </section>
  )
}
