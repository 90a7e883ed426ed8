import { KeyOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { incidentQuery, latestQuery, respondersQuery } from '../../api/queries'
import type { Feedback, IncidentFile, Responder } from '../../api/types'
import { clock } from '../../app/time'
import { Ago } from '../../components/age'
import { OrderMark } from '../../components/marks'
import { ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { newest } from '../elders/newest'
import { useAct } from './act'

/** Who can go, whom to ring, what the elder has heard. */
export function Side({ id, sendAt }: { id: string; sendAt: number }) {
  const { t } = useTranslation()
  const { data: incident } = useQuery(incidentQuery(id))
  if (!incident || incident.state === 'open') return <p className="side-hint quiet">{t('desk.answerFirst')}</p>
  return (
    <>
      <Responders incident={incident} sendAt={sendAt} />
      <Heard feedback={incident.feedback ?? []} />
      <Contacts incident={incident} />
      {incident.elder_id && <Latest elder={incident.elder_id} />}
    </>
  )
}

function Responders({ incident, sendAt }: { incident: IncidentFile; sendAt: number }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(respondersQuery(incident.id))
  const act = useAct(incident.id)
  const [sent, setSent] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const responders = data?.items ?? []

  // Key 3 leads here: the nearest is one Enter away.
  useEffect(() => {
    if (sendAt > 0) list.current?.querySelector('button')?.focus()
  }, [sendAt])

  const send = async (responder: Responder) => {
    const ok = responder.staff_id
      ? await act.act('send', responder.staff_id, incident.elder_id)
      : await act.act('help', { what: 'key_holder', note: responder.name })
    if (ok) setSent(responder.name)
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
      {sent && <p className="chip chip-good" role="status">{t('desk.sent', { name: sent })}</p>}
      {data && responders.length === 0 && <p className="quiet">{t('desk.noResponders')}。{t('desk.noRespondersHint')}</p>}
      <ul ref={list} onKeyDown={move} className="responders">
        {responders.map((r) => (
          <li key={`${r.source}-${r.staff_id ?? r.phone}`}>
            <button type="button" className="responder" onClick={() => void send(r)} disabled={incident.state === 'closed' || act.busy} aria-label={`${t('desk.sendThis', { name: r.name })} ${r.has_key ? t('desk.hasKey') : ''}`}>
              <span className="responder-time num">{r.minutes != null ? t('desk.minutesAway', { n: r.minutes }) : t('desk.minutesUnknown')}</span>
              <span className="grow">
                <b>{r.name}</b> <span className="quiet">{r.relation || t(`desk.source_${r.source}`)}</span>
                {r.has_key && <span className="chip chip-vital"><KeyOutlined aria-hidden /> {t('desk.hasKey')}</span>}
                <br />
                <span className="quiet num">{r.phone} · {t(`desk.${r.phone_kind === 'smart' ? 'smart' : 'plain'}`)}{r.last_accepted_at && <> · <Ago at={r.last_accepted_at} /></>}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const STEPS: Feedback['state'][] = ['received', 'answered', 'dispatched', 'arrived', 'closed']

function Heard({ feedback }: { feedback: Feedback[] }) {
  const { t } = useTranslation()
  const latest = STEPS.flatMap((step) => feedback.filter((f) => f.state === step).slice(-1))
  return (
    <section className="side-block">
      <h2>{t('desk.heardTitle')}</h2>
      {latest.length === 0 && <p className="quiet">{t('desk.heardNone')}</p>}
      <ol className="heard">
        {latest.map((f) => (
          <li key={f.state} data-confirmed={Boolean(f.confirmed_at)}>
            <time className="num">{clock(f.confirmed_at ?? f.sent_at ?? f.at)}</time>
            <span>{f.confirmed_at ? t('desk.heardConfirmed', { what: t(`feedback.${f.state}`) }) : <>{t(`feedback.${f.state}`)}：{t('desk.heardSent')} <span className="quiet num">{t('desk.heardTries', { n: f.attempts })}</span></>}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Contacts({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const contacts = incident.elder?.contacts ?? []
  const home = incident.household
  return (
    <section className="side-block">
      <h2>{t('desk.contacts')}</h2>
      {contacts.length === 0 && <p className="quiet">{t('desk.noContacts')}</p>}
      <ul className="contacts">
        {home?.key_holder_name && <li><b>{home.key_holder_name}</b> <span className="chip chip-vital"><KeyOutlined aria-hidden /> {t('desk.hasKey')}</span> <a className="num" href={`tel:${home.key_holder_phone}`}>{home.key_holder_phone}</a></li>}
        {contacts.map((c) => (
          <li key={c.name + c.phone}>
            <b>{c.name}</b> <span className="quiet">{c.relation}</span> <a className="num" href={`tel:${c.phone}`}>{c.phone}</a>
            <br />
            <span className="quiet">{[c.hours, c.has_key && t('desk.hasKey'), c.may_decide && t('desk.mayDecide'), c.may_know && t('desk.mayKnow')].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Latest({ elder }: { elder: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(latestQuery(elder))
  const shown = newest(data?.items ?? []).filter((r) => r.metric !== 'rssi' && r.metric !== 'battery').slice(0, 8)
  return (
    <section className="side-block">
      <h2>{t('desk.readings')}</h2>
      {data && shown.length === 0 && <p className="quiet">{t('desk.noReadings')}</p>}
      <dl className="latest">
        {shown.map((r) => (
          <div key={r.device_id + r.metric}>
            <dt>{word(t, 'metric', r.metric)}</dt>
            <dd><b className="num">{Math.round(r.value * 10) / 10}</b> {r.unit} <span className="quiet"><Ago at={r.at} /></span></dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
