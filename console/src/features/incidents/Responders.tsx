import { KeyOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { respondersQuery } from '../../api/queries'
import type { IncidentFile, Responder } from '../../api/types'
import { useNow } from '../../app/clock'
import { Ago } from '../../components/age'
import { OrderMark } from '../../components/marks'
import { Arguments } from '../../components/arguments'
import { ProblemLine } from '../../components/parts'
import { there } from '../elders/contactClock'
import '../elders/file.css'
import { useAct } from './act'

/** Who can go: minutes, key, kind of phone, last accepted. One press sends. */
export function Responders({ incident, sendAt }: { incident: IncidentFile; sendAt: number }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(respondersQuery(incident.id))
  const act = useAct(incident.id)
  const [sent, setSent] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const responders = data?.items ?? []

  // Key 3 leads here: the nearest is one Enter away.
  useEffect(() => {
    if (sendAt > 0) (list.current?.querySelector<HTMLButtonElement>('button[data-staff="true"]') ?? list.current?.querySelector('button'))?.focus()
  }, [sendAt])

  const send = async (r: Responder) => {
    const ok = r.staff_id
      ? await act.act('send', r.staff_id, incident.elder_id)
      : await act.act('help', { what: r.source === 'contact' || r.source === 'host' ? 'contact' : 'key_holder', note: r.name })
    if (ok) setSent(t(r.staff_id ? 'desk.sent' : 'desk.called', { name: r.name }))
  }
  const move = (event: React.KeyboardEvent<HTMLUListElement>) => {
    if (event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    event.preventDefault()
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    buttons[Math.max(0, Math.min(buttons.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus()
  }
  return (
    <section className="side-block">
      <h2>{t('desk.whoCanGo')}</h2>
      <ProblemLine error={error ?? act.error} onRetry={error ? () => void refetch() : undefined} />
      {(incident.orders ?? []).map((order) => (
        <p key={order.id} className="row side-order"><OrderMark state={order.state} /><span className="ellipsis">{t(`service.${order.service}`)} {order.worker_name || t('orders.none')}</span></p>
      ))}
      {sent && <p role="status"><span className="chip chip-good">{sent}</span></p>}
      {data && responders.length === 0 && <p className="quiet">{t('desk.noResponders')}{t('common.and')}{t('desk.noRespondersHint')}</p>}
      <ul ref={list} onKeyDown={move} className="responders">
        {responders.map((r) => (
          <li key={`${r.source}-${r.staff_id ?? r.phone}`}>
            <button type="button" className={`responder ${r.awake ? '' : 'ring-asleep'}`} title={r.frail ? t('file.contact.frailHint') : r.awake ? undefined : t('file.contact.asleepHint')} data-staff={Boolean(r.staff_id)} onClick={() => void send(r)} disabled={incident.state === 'closed' || act.busy || r.frail} aria-label={`${t('desk.sendThis', { name: r.name })} ${r.has_key ? t('desk.hasKey') : ''}`}>
              <Card responder={r} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Card({ responder: r }: { responder: Responder }) {
  const { t } = useTranslation()
  const now = useNow()
  return (
    <>
      <span className="responder-time num">
        <b>{r.minutes ?? '?'}</b>
        <small title={r.minutes === null ? undefined : t(r.from === 'place' ? 'assign.fromPlace' : 'assign.fromZone', { age: '' })}>{t('desk.minutes')}</small>
      </span>
      <span className="responder-main">
        <span className="responder-line">
          <b className="ellipsis">{r.name}</b>
          <span className="quiet nowrap">{r.relation || (r.source === 'key_holder' ? '' : t(`desk.source_${r.source}`))}</span>
          {r.frail && <span className="chip ring-clock">{t('file.contact.notRun')}</span>}
          {!r.awake && <span className="chip ring-clock">{t('file.contact.asleep')}</span>}
          {r.time_zone && <span className="chip num ring-clock">{t('file.contact.there', { clock: there(r.time_zone, now).clock })}</span>}
          <span className="grow" />
          {r.has_key && <span className="chip chip-vital"><KeyOutlined aria-hidden /> {t('desk.hasKey')}</span>}
        </span>
        <span className="responder-line quiet num">
          {r.phone} · {t(`desk.${r.phone_kind === 'smart' ? 'smart' : 'plain'}`)}
          {r.last_accepted_at && <span className="ellipsis">· {t('desk.accepted')} <Ago at={r.last_accepted_at} /></span>}
        </span>
        {r.reasons && <Arguments list={r.reasons} most={3} />}
      </span>
    </>
  )
}
