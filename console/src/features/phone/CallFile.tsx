import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, DatePicker } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { phoneQuery } from '../../api/queries'
import type { Caller, PhoneFile } from '../../api/types'
import { SERVICES } from '../../api/types'
import { useNow } from '../../app/clock'
import { elapsed, fullStamp, stamp } from '../../app/time'
import { ReachMark } from '../../components/marks'
import { Empty, Key, ProblemLine } from '../../components/parts'
import { ElderPick } from '../../components/pick'
import { useKeys } from '../incidents/keys'
import { PriceTold } from '../plans/OfferingPick'
import { offeringsQuery } from '../plans/queries'
import { spaced, usePhone, type Phone } from './calls'
import { useNote } from './note'

/** A row of keys that no browser keeps and no other action of the desk uses. */
const LETTERS = ['U', 'I', 'O', 'P']

/** One call: who it may be, and what becomes of it. */
export function CallFile({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: call, error, refetch } = useQuery(phoneQuery(id))
  const phone = usePhone(id)
  if (!call) return <div className="file-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  return (
    <div className="file call-file">
      <Head call={call} />
      <Who call={call} phone={phone} />
      <Acts call={call} phone={phone} />
      <Note call={call} phone={phone} />
    </div>
  )
}

function Head({ call }: { call: PhoneFile }) {
  const { t } = useTranslation()
  const now = useNow()
  const live = call.state === 'ringing' || call.state === 'answered'
  return (
    <header className="file-head call-head">
      <div className="grow">
        <div className="row wrap">
          <span>{t(`phone.${call.direction}`)}</span>
          <h2 className="num">{call.number ? spaced(call.number) : t('phone.withheld')}</h2>
          <span className={`chip ${call.state === 'ringing' ? 'chip-alarm' : live ? 'chip-info' : ''}`}>{t(`phone.state.${call.state}`)}</span>
          {call.afterwards && <span className="chip">{t('phone.afterwards')}</span>}
          {call.nuisance && <span className="chip chip-amber" title={t('phone.nothingBlocked')}>{t('phone.nuisanceBy', { name: call.nuisance.by, at: stamp(call.nuisance.at) })}</span>}
        </div>
        <div className="file-sub row wrap quiet">
          <span className="num">{fullStamp(call.at)}</span>
          {call.line && <span className="num">{t('phone.line', { line: call.line })}</span>}
          {call.seat && <span>{t('phone.seat', { seat: call.seat })}</span>}
          {call.by_name && <span>{t('phone.by', { name: call.by_name })}</span>}
          {call.recording && <span>{t('phone.recording', { ref: call.recording })}</span>}
        </div>
      </div>
      {live && <span className="waited waited-file num" data-level="calm"><b>{elapsed(now - Date.parse(call.answered_at ?? call.at))}</b></span>}
    </header>
  )
}

/** Who it is: one key each, or a search by name, pinyin or address. Whom an operator named is remembered for this number. */
function Who({ call, phone }: { call: PhoneFile; phone: Phone }) {
  const { t } = useTranslation()
  const [other, setOther] = useState(false)
  const is = (id: string) => void phone.act('elder', id).then(() => setOther(false))
  const named = call.callers.find((c) => c.elder_id === call.elder_id)
  const choose = !named || other
  useKeys(Object.fromEntries(LETTERS.map((letter, i) => [`Alt+${letter}`, choose && call.callers[i] ? () => is(call.callers[i]?.elder_id ?? '') : undefined])))
  return (
    <section className="call-who" aria-label={t('phone.who')}>
      {named && !other && (
        <div className="row wrap">
          <Person caller={named} />
          <Link to="/elders/$id" params={{ id: named.elder_id ?? '' }} className="link-plain">{t('desk.openFile')}</Link>
          <button type="button" className="link-button" onClick={() => setOther(true)}>{t('phone.other')}</button>
        </div>
      )}
      {choose && (
        <>
          <p className="script"><b>{t('desk.script')}</b> {call.callers.length > 0 ? t('script.phone') : t('phone.ask')}</p>
          <ul className="call-people">
            {call.callers.slice(0, 8).map((c, i) => (
              <li key={c.elder_id}>
                <button type="button" className="responder" aria-keyshortcuts={LETTERS[i] && `Alt+${LETTERS[i]}`} onClick={() => is(c.elder_id ?? '')}>
                  <Person caller={c} />
                  <span className="grow" />
                  {LETTERS[i] && <Key>Alt {LETTERS[i]}</Key>}
                </button>
              </li>
            ))}
          </ul>
          <ElderPick aria-label={t('phone.search')} placeholder={t('phone.search')} onChange={is} />
        </>
      )}
    </section>
  )
}

function Person({ caller: c }: { caller: Caller }) {
  const { t } = useTranslation()
  return (
    <span className="row wrap call-person">
      <b>{c.elder_name}</b>
      {c.elder_age ? <span className="num">{t('common.years', { count: c.elder_age })}</span> : null}
      <span>{[c.township, c.village].filter(Boolean).join(' ')}</span>
      {c.as && <span className="chip chip-teal">{[t(`phone.as.${c.as}`), c.relation, c.name].filter(Boolean).join(' ')}</span>}
      <ReachMark reach={c.reach} />
    </span>
  )
}

/** What becomes of the call, one key each. */
function Acts({ call, phone }: { call: PhoneFile; phone: Phone }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [ordering, setOrdering] = useState(false)
  const incident = async (urgent: boolean) => {
    const made = await phone.act('incident', { urgent })
    if (made) await navigate({ to: '/desk', search: { incident: made.id } })
  }
  const mark = () => void phone.act('nuisance', !call.nuisance)
  const made = Boolean(call.incident_id)
  useKeys({ 'Alt+K': made ? undefined : () => void incident(false), 'Alt+X': made ? undefined : () => void incident(true), 'Alt+G': () => setOrdering(!ordering) })
  return (
    <div className="actions">
      <div className="actions-grid call-acts">
        {call.incident_id
          ? <Link to="/desk" search={{ incident: call.incident_id }} className="do"><span>{t('phone.handled')}</span></Link>
          : (
            <>
              <button type="button" className="do" data-strong aria-keyshortcuts="Alt+X" onClick={() => void incident(true)}><span>{t('phone.urgent')}</span><Key>Alt X</Key></button>
              <button type="button" className="do" aria-keyshortcuts="Alt+K" onClick={() => void incident(false)}><span>{t('phone.incident')}</span><Key>Alt K</Key></button>
            </>
          )}
        <button type="button" className="do" data-on={ordering} aria-expanded={ordering} aria-keyshortcuts="Alt+G" onClick={() => setOrdering(!ordering)}><span>{t('phone.order')}</span><Key>Alt G</Key></button>
        {call.number && <button type="button" className="do" onClick={mark} title={t('phone.nothingBlocked')}><span>{t(call.nuisance ? 'phone.notNuisance' : 'phone.nuisance')}</span></button>}
      </div>
      {ordering && <Ordering call={call} phone={phone} onDone={() => setOrdering(false)} />}
      <ProblemLine error={phone.error} />
    </div>
  )
}

/** The wish of a caller: what of the catalogue, when, and the own part, which is told before. */
function Ordering({ call, phone, onDone }: { call: PhoneFile; phone: Phone; onDone: () => void }) {
  const { t } = useTranslation()
  const { data: catalogue } = useQuery(offeringsQuery)
  const rows = (catalogue?.items ?? []).filter((o) => !o.disabled)
  const [what, setWhat] = useState('')
  const [due, setDue] = useState<Dayjs | null>(null)
  const [note, setNote] = useState('')
  const [service, offering_id] = what.split('/')
  return (
    <form className="act-panel" onSubmit={(event) => {
      event.preventDefault()
      if (service) void phone.act('order', { service, offering_id: offering_id || undefined, due_at: due?.toISOString(), note: note.trim() || undefined }).then((made) => made && onDone())
    }}>
      <label className="hidden-visually" htmlFor="call-service">{t('orders.service')}</label>
      <select id="call-service" className="line-input" autoFocus value={what} onChange={(e) => setWhat(e.target.value)}>
        <option value="">{t('orders.service')}…</option>
        {SERVICES.map((s) => (
          <optgroup key={s} label={t(`service.${s}`)}>
            {rows.filter((o) => o.service === s).map((o) => <option key={o.id} value={`${s}/${o.id}`}>{o.name}</option>)}
            {!rows.some((o) => o.service === s) && <option value={s}>{t(`service.${s}`)}</option>}
          </optgroup>
        ))}
      </select>
      <DatePicker aria-label={t('orders.due')} showTime={{ format: 'HH:mm', minuteStep: 5 }} format="YYYY-MM-DD HH:mm" placeholder={t('orders.due')} value={due} onChange={setDue} />
      <input className="line-input call-wish" aria-label={t('common.note')} placeholder={t('common.note')} value={note} onChange={(e) => setNote(e.target.value)} />
      <Button htmlType="submit" type="primary" disabled={!service || !call.elder_id}>{t('phone.order')}</Button>
      <PriceTold offering={rows.find((o) => o.id === offering_id)} />
      {!call.elder_id && <span className="quiet">{t('phone.who')}</span>}
    </form>
  )
}

function Note({ call, phone }: { call: PhoneFile; phone: Phone }) {
  const { t } = useTranslation()
  const [note, setNote] = useNote(call.id)
  useKeys({ 'Alt+N': () => document.getElementById('call-note')?.focus() })
  const save = async () => {
    if (note.trim() && await phone.act('note', note.trim())) setNote('')
  }
  return (
    <section className="timeline" aria-label={t('phone.note')}>
      <div className="row note-row">
        <textarea
          id="call-note"
          className="line-input grow"
          rows={2}
          aria-label={t('phone.noteHint')}
          placeholder={t('phone.noteHint')}
          aria-keyshortcuts="Alt+N"
          value={note}
          onChange={(e) => setNote(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === 'Escape') e.currentTarget.blur()
            if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return
            e.preventDefault()
            void save()
          }}
        />
        {note && <span className="quiet nowrap note-kept">{t('desk.draft')}</span>}
        <Key>Alt N</Key>
      </div>
      {call.note && <p className="call-note">{call.note}</p>}
    </section>
  )
}
