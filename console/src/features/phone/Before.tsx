import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { phoneQuery } from '../../api/queries'
import type { PhoneCall, PhoneFile, Ticket } from '../../api/types'
import { stamp } from '../../app/time'
import { IncidentMark, OrderMark } from '../../components/marks'
import { TicketMark } from '../tickets/marks'
import { word } from '../../i18n/word'

/** What was talked about before, and what came of it: of each whose number it may be, and of the number. */
export function Before({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: call } = useQuery(phoneQuery(id))
  if (!call) return null
  const histories = call.elder_id ? call.histories.filter((h) => h.elder_id === call.elder_id) : call.histories
  const shown = new Set(histories.flatMap((h) => h.tickets.map((one) => one.id)))
  const rest = call.tickets.filter((one) => !shown.has(one.id))
  const nothing = call.calls.length + call.tickets.length === 0 && histories.every((h) => h.incidents.length + h.orders.length + h.tickets.length === 0)
  return (
    <>
      {nothing && <p className="side-hint quiet">{t('phone.historyNone')}</p>}
      {histories.map((h) => <Of key={h.elder_id} call={call} history={h} />)}
      {rest.length > 0 && (
        <section className="side-block">
          <h2>{t('phone.numberTickets')}</h2>
          <Tickets tickets={rest} />
        </section>
      )}
      {call.calls.length > 0 && (
        <section className="side-block">
          <h2>{t('phone.numberCalls')}</h2>
          <Calls calls={call.calls} />
        </section>
      )}
    </>
  )
}

function Of({ call, history: h }: { call: PhoneFile; history: PhoneFile['histories'][number] }) {
  const { t } = useTranslation()
  const name = call.callers.find((c) => c.elder_id === h.elder_id)?.elder_name
  const calls = h.calls.filter((c) => c.id !== call.id)
  if (h.incidents.length + h.orders.length + h.tickets.length + calls.length === 0) return null
  return (
    <section className="side-block">
      <h2>{name}</h2>
      <ul className="before">
        {h.incidents.map((i) => (
          <li key={i.id}>
            <div className="row"><Link to="/desk" search={{ incident: i.id }} className="link-plain">{word(t, 'kind', i.kind)}</Link><IncidentMark state={i.state} /><span className="grow" /><span className="num quiet">{stamp(i.pressed_at)}</span></div>
            {i.outcome && <div className="quiet">{word(t, 'outcome', i.outcome)}</div>}
          </li>
        ))}
        {h.orders.map((o) => (
          <li key={o.id}>
            <div className="row"><Link to="/orders" search={{ order: o.id }} className="link-plain">{t(`service.${o.service}`)}</Link><OrderMark state={o.state} /><span className="grow" /><span className="num quiet">{stamp(o.created_at)}</span></div>
            {(o.result || o.note) && <div className="quiet">{o.result || o.note}</div>}
          </li>
        ))}
      </ul>
      <Tickets tickets={h.tickets} />
      <Calls calls={calls} />
    </section>
  )
}

function Tickets({ tickets }: { tickets: Ticket[] }) {
  const { t } = useTranslation()
  if (tickets.length === 0) return null
  return (
    <ul className="before">
      {tickets.map((one) => (
        <li key={one.id}>
          <div className="row"><Link to="/tickets" search={{ ticket: one.id }} className="link-plain">{t(`hotline.kind.${one.kind}`)}</Link><TicketMark state={one.state} /><span className="grow" /><span className="num quiet">{stamp(one.opened_at)}</span></div>
          <div className="quiet call-note">{one.text}</div>
        </li>
      ))}
    </ul>
  )
}

function Calls({ calls }: { calls: PhoneCall[] }) {
  const { t } = useTranslation()
  return (
    <ul className="before">
      {calls.map((c) => (
        <li key={c.id}>
          <div className="row">
            <Link to="/desk" search={{ call: c.id }} className="link-plain">{t(`phone.${c.direction}`)}</Link>
            <span className="chip">{c.call_back?.outcome ? word(t, 'phone.outcome', c.call_back.outcome) : t(`phone.state.${c.state}`)}</span>
            <span className="grow" /><span className="num quiet">{stamp(c.at)}</span>
          </div>
          {c.note && <div className="quiet call-note">{c.note}</div>}
        </li>
      ))}
    </ul>
  )
}
