import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { KeyOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { incidentQuery, latestQuery } from '../../api/queries'
import type { Feedback, IncidentFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { clock, stamp } from '../../app/time'
import { Ago } from '../../components/age'
import { readingOf } from '../../components/reading'
import { word } from '../../i18n/word'
import { ContactClock, ContactNotes } from '../elders/ContactLine'
import { awake } from '../elders/contactClock'
import { LendKey } from '../elders/LendKey'
import { aboutDevice, newest } from '../elders/newest'
import { Cause } from './Cause'
import { Dial } from '../phone/Dial'
import { Responders } from './Responders'
import { whoseNumber } from './scene'

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
      <Earlier incident={incident} />
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
            <span>{f.confirmed_at ? t('desk.heardConfirmed', { what: f.text || t(`feedback.${f.state}`) }) : t('desk.heardSent', { what: f.text || t(`feedback.${f.state}`), n: f.attempts })}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Contacts({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const now = useNow()
  // Whoever may be rung now stands first, and keeps the order entered; nobody is hidden.
  const contacts = [...(incident.elder?.contacts ?? [])].sort((a, b) => Number(!awake(a, now)) - Number(!awake(b, now)))
  const goes = (incident.orders ?? []).filter((o) => o.worker_id && o.worker_name && !['completed', 'cancelled', 'failed'].includes(o.state)).map((o) => ({ id: o.worker_id, name: o.worker_name ?? '', order: o.id }))
  const home = incident.household
  const key = <span className="chip chip-vital" role="img" aria-label={t('desk.hasKey')} title={t('desk.hasKey')}><KeyOutlined aria-hidden /></span>
  return (
    <section className="side-block">
      <h2>{t('desk.contacts')}</h2>
      {contacts.length === 0 && <p className="quiet">{t(incident.elder ? 'desk.noContacts' : 'desk.contactsLater')}</p>}
      <ul className="contacts">
        {incident.away?.phone && <li className="row wrap"><b>{incident.away.place || t('desk.source_host')}</b><span className="quiet">{t(whoseNumber(incident.away))}</span><a className="num" href={`tel:${incident.away.phone}`}>{incident.away.phone}</a><span className="grow" /><Dial number={incident.away.phone} elder={incident.elder_id ?? undefined} incident={incident.id} /></li>}
        {contacts.map((c) => (
          <li key={c.name + c.phone} className={awake(c, now) ? '' : 'ring-asleep'}>
            <div className="row wrap"><b>{c.name}</b><span className="quiet">{c.relation}</span><a className="num" href={`tel:${c.phone}`}>{c.phone}</a>{c.has_key && key}<ContactClock contact={c} /><span className="grow" />{c.phone && <Dial number={c.phone} elder={incident.elder_id ?? undefined} incident={incident.id} />}</div>
            <div className="quiet contact-notes"><ContactNotes contact={c} /></div>
          </li>
        ))}
        {home?.key_holder_name && <li className="row wrap"><b>{home.key_holder_name}</b><a className="num" href={`tel:${home.key_holder_phone}`}>{home.key_holder_phone}</a>{key}</li>}
      </ul>
      {incident.household_id && <LendKey household={incident.household_id} incident={incident.id} goes={goes} />}
    </section>
  )
}

/** What the elder called for before: told again with every call, once it is known who it is. */
function Earlier({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const earlier = incident.earlier ?? []
  if (!incident.elder_id) return null
  return (
    <section className="side-block">
      <h2>{t('file.earlier')}</h2>
      {earlier.length === 0 && <p className="quiet">{t('file.earlierNone')}</p>}
      <ul className="stack" style={{ gap: 4 }}>
        {earlier.map((e) => (
          <li key={e.id} className="row wrap"><Link to="/desk" search={{ incident: e.id }} className="link-plain num">{e.number}</Link><span>{word(t, 'kind', e.kind)}</span><span className="quiet">{e.outcome ? word(t, 'outcome', e.outcome) : word(t, 'incidentState', e.state)}</span><span className="quiet num">{stamp(e.opened_at)}</span></li>
        ))}
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
