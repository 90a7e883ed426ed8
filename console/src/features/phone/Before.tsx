import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { phoneQuery } from '../../api/queries'
import type { PhoneCall, PhoneFile } from '../../api/types'
import { stamp } from '../../app/time'
import { IncidentMark, OrderMark } from '../../components/marks'
import { word } from '../../i18n/word'

/** What was talked about before, and what came of it: of each whose number it may be, and of the number. */
export function Before({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: call } = useQuery(phoneQuery(id))
  if (!call) return null
  const histories = call.elder_id ? call.histories.filter((h) => h.elder_id === call.elder_id) : call.histories
  const nothing = call.calls.length === 0 && histories.every((h) => h.incidents.length + h.orders.length === 0)
  return (
    <>
      {nothing && <p className="side-hint quiet">{t('phone.historyNone')}</p>}
      {histories.map((h) => <Of key={h.elder_id} call={call} history={h} />)}
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
  if (h.incidents.length + h.orders.length + calls.length === 0) return null
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
      <Calls calls={calls} />
    </section>
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
