import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { KeyOutlined } from '@ant-design/icons'
import { incidentQuery, latestQuery } from '../../api/queries'
import type { Feedback, IncidentFile } from '../../api/types'
import { clock } from '../../app/time'
import { Ago } from '../../components/age'
import { readingOf } from '../../components/reading'
import { word } from '../../i18n/word'
import { aboutDevice, newest } from '../elders/newest'
import { Cause } from './Cause'
import { Dial } from '../phone/Dial'
import { Responders } from './Responders'

/** Who can go, what the elder has heard, whom to ring. */
export function Side({ id, sendAt }: { id: string; sendAt: number }) {
  const { t } = useTranslation()
  const { data: incident } = useQuery(incidentQuery(id))
  if (!incident || incident.state === 'open') return <p className="side-hint quiet">{t('desk.answerFirst')}</p>
  return (
    <>
      <Responders incident={incident} sendAt={sendAt} />
      <Heard incident={incident} />
      <Contacts incident={incident} />
      <Cause incident={incident} />
      {incident.elder_id && <Latest elder={incident.elder_id} />}
    </>
  )
}

const STEPS: Feedback['state'][] = ['received', 'answered', 'dispatched', 'arrived', 'closed']

function Heard({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const feedback = incident.feedback ?? []
  const latest = STEPS.flatMap((step) => feedback.filter((f) => f.state === step).slice(-1))
  return (
    <section className="side-block">
      <h2>{t('desk.heardTitle')} {incident.elder_knows === false && <span className="chip chip-amber">{t('desk.unaware')}</span>}</h2>
      {latest.length === 0 && <p className="quiet">{t('desk.heardNone')}</p>}
      <ol className="heard">
        {latest.map((f) => (
          <li key={f.state} data-confirmed={Boolean(f.confirmed_at)}>
            <time className="num">{clock(f.confirmed_at ?? f.sent_at ?? f.at)}</time>
            <span>{f.confirmed_at ? t('desk.heardConfirmed', { what: t(`feedback.${f.state}`) }) : t('desk.heardSent', { what: t(`feedback.${f.state}`), n: f.attempts })}</span>
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
  const key = <span className="chip chip-vital" role="img" aria-label={t('desk.hasKey')} title={t('desk.hasKey')}><KeyOutlined aria-hidden /></span>
  return (
    <section className="side-block">
      <h2>{t('desk.contacts')}</h2>
      {contacts.length === 0 && <p className="quiet">{t(incident.elder ? 'desk.noContacts' : 'desk.contactsLater')}</p>}
      <ul className="contacts">
        {incident.away?.phone && <li className="row wrap"><b>{incident.away.place || t('desk.source_host')}</b><span className="quiet">{t('scene.host')}</span><a className="num" href={`tel:${incident.away.phone}`}>{incident.away.phone}</a><span className="grow" /><Dial number={incident.away.phone} elder={incident.elder_id ?? undefined} incident={incident.id} /></li>}
        {contacts.map((c) => (
          <li key={c.name + c.phone}>
            <div className="row wrap"><b>{c.name}</b><span className="quiet">{c.relation}</span><a className="num" href={`tel:${c.phone}`}>{c.phone}</a>{c.has_key && key}<span className="grow" />{c.phone && <Dial number={c.phone} elder={incident.elder_id ?? undefined} incident={incident.id} />}</div>
            <div className="quiet contact-notes">{[c.hours, c.may_decide && t('desk.mayDecide'), c.may_know && t('desk.mayKnow')].filter(Boolean).join(' · ')}</div>
          </li>
        ))}
        {home?.key_holder_name && <li className="row wrap"><b>{home.key_holder_name}</b><a className="num" href={`tel:${home.key_holder_phone}`}>{home.key_holder_phone}</a>{key}</li>}
      </ul>
    </section>
  )
}

function Latest({ elder }: { elder: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(latestQuery(elder))
  const shown = newest(data?.items ?? []).filter((r) => !aboutDevice(r.metric)).slice(0, 8)
  return (
    <section className="side-block">
      <h2>{t('desk.readings')}</h2>
      {data && shown.length === 0 && <p className="quiet">{t('desk.noReadings')}</p>}
      <dl className="latest">
        {shown.map((r) => {
          const { value, unit } = readingOf(t, r)
          return (
            <div key={r.device_id + r.metric}>
              <dt>{word(t, 'metric', r.metric)}</dt>
              <dd><b className="num">{value}</b> {unit} <span className="quiet"><Ago at={r.at} /></span></dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
