import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { staffQuery, ticketQuery } from '../../api/queries'
import type { components } from '../../api/schema'
import { TICKET_KINDS, type TicketFile } from '../../api/types'
import { can, useSession } from '../../app/session'
import { fullStamp, stamp } from '../../app/time'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { CenterPick, WorkerPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { CallMark, Deadline, KindMark, TicketMark } from './marks'

type After = components['schemas']['TicketAfter']

export function TicketPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: ticket, error, refetch } = useQuery(ticketQuery(id))
  if (!ticket) return <div className="sheet sheet-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  const about = [ticket.about_center_name, ticket.about_staff_name, ticket.about].filter(Boolean).join('、')
  return (
    <Panel title={<span className="row"><KindMark ticket={ticket} why /><TicketMark state={ticket.state} /></span>} extra={<span className="num quiet">{ticket.number}</span>}>
      <dl className="facts">
        <dt>{t('hotline.who')}</dt>
        <dd>{ticket.anonymous ? t('hotline.anonymous') : ticket.caller || t('common.unknown')} {ticket.phone && <a className="num" href={`tel:${ticket.phone}`}>{ticket.phone}</a>} <span className="quiet">{t(`hotline.channel.${ticket.channel}`)} · {fullStamp(ticket.opened_at).slice(0, 16)} · {t('hotline.takenBy', { name: ticket.by_name || ticket.by })}</span></dd>
        {ticket.elder && <><dt>{t('hotline.elder')}</dt><dd><Link to="/elders/$id" params={{ id: ticket.elder.id }}>{ticket.elder.name}</Link> {ticket.elder.phone && <a className="num" href={`tel:${ticket.elder.phone}`}>{ticket.elder.phone}</a>} <span className="quiet">{[ticket.township, ticket.village].filter(Boolean).join(' ')}</span></dd></>}
        {about && <><dt>{t('hotline.about')}</dt><dd>{about}</dd></>}
        <dt>{t('hotline.due')}</dt><dd><Deadline ticket={ticket} /></dd>
        <dt>{t('hotline.handler')}</dt><dd>{ticket.handler_name || ticket.handler || <span className="quiet">—</span>}{ticket.independent && <span className="quiet" style={{ fontSize: 12 }}> · {t('hotline.independent')}</span>}</dd>
        {ticket.refs?.length ? <><dt>{t('hotline.number')}</dt><dd>{ticket.refs.map((r) => <span key={r.system + r.number} className="chip num" style={{ marginRight: 6 }}>{t(`hotline.system.${r.system}`)} {r.number} {t(r.way === 'in' ? 'hotline.referIn' : 'hotline.referOut')}</span>)}</dd></> : null}
        {ticket.incident && <><dt>{t('hotline.incident')}</dt><dd><Link to="/desk" search={{ incident: ticket.incident.id }} className="num">{ticket.incident.number}</Link></dd></>}
      </dl>
      <p className="ticket-text">{ticket.text}</p>
      {ticket.answer && <p className="ticket-text ticket-answer"><b>{t('hotline.answer')}</b> <span className="quiet">{ticket.told_how && t(`hotline.toldHow.${ticket.told_how}`)} · {ticket.answered_name} {stamp(ticket.answered_at)}</span><br />{ticket.answer}</p>}
      {ticket.told.length > 0 && <p className="quiet" style={{ fontSize: 13 }}>{t('hotline.told')}{t('common.colon')}{ticket.told.map((a) => <Link key={a.id} to="/tickets/articles" search={{ article: a.id }} style={{ marginRight: 8 }}>{a.title}</Link>)}</p>}
      <Acts key={ticket.state + ticket.handler} ticket={ticket} />
      <h3 style={{ fontSize: 13, margin: '14px 0 4px' }} className="quiet">{t('hotline.history')}</h3>
      <ol className="ticket-steps">
        {ticket.timeline.map((line) => (
          <li key={line.at + line.what}>
            <time className="num quiet">{stamp(line.at)}</time>
            <div><b>{word(t, 'hotline.what', line.what.replace('ticket.', ''))}</b> <span className="quiet">{line.by === 'system' ? '' : line.by_name || line.by}</span>{line.what !== 'ticket.taken' && line.what !== 'ticket.answered' && line.note && line.note !== line.by_name && <p>{line.note}</p>}</div>
          </li>
        ))}
      </ol>
      {ticket.follow_ups.length > 0 && <p className="row wrap" style={{ marginTop: 8 }}><span className="quiet">{t('hotline.calls')}</span>{ticket.follow_ups.map((f) => <Link key={f.id} to="/tickets/follow-ups" search={{ call: f.id }} className="link-plain"><CallMark state={f.state} /></Link>)}</p>}
    </Panel>
  )
}

type Open = 'answer' | 'note' | 'reopen' | 'extend' | 'refer' | 'reclassify' | 'close' | undefined

/** The next step of a ticket as its main button, the rest beside it; each opens inline. */
function Acts({ ticket }: { ticket: TicketFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const navigate = useNavigate()
  const { submit, error, busy } = useSubmit(['tickets'], ['ticket', ticket.id], ['desk'])
  const [open, setOpen] = useState<Open>(ticket.state === 'handling' && can.tickets(staff.role) ? 'answer' : undefined)
  const [text, setText] = useState('')
  const params = { path: { id: ticket.id } }
  const send = async (what: () => Promise<After>) => {
    const after = await submit(what)
    if (!after) return
    setText('')
    setOpen(undefined)
    if (!after.visible) await navigate({ to: '/tickets', search: {} })
  }
  if (!can.tickets(staff.role)) return null
  const desk = can.desk(staff.role)
  const waits = ticket.state === 'open' || ticket.state === 'handling'
  const toggle = (what: Open) => () => {
    setText('')
    setOpen((old) => (old === what ? undefined : what))
  }
  const body = text.trim()
  const line = (label: string, button: string, go: () => void, more?: ReactNode, optional = false) => (
    <form className="stack" style={{ gap: 6 }} onSubmit={(e) => {
      e.preventDefault()
      if (body || optional) go()
    }}>
      <Input.TextArea autoFocus rows={2} aria-label={label} placeholder={label} value={text} onChange={(e) => setText(e.target.value)} maxLength={2000} />
      <div className="row wrap">{more}<Button type="primary" htmlType="submit" loading={busy} disabled={!body && !optional}>{button}</Button></div>
    </form>
  )
  return (
    <div className="stack" style={{ gap: 8, marginTop: 12 }}>
      <div className="row wrap">
        {desk && waits && ticket.handler !== staff.id && <Button type={ticket.state === 'open' ? 'primary' : 'default'} loading={busy} onClick={() => void send(() => data(api.POST('/api/v1/tickets/{id}/accept', { params, body: {} })))}>{t(ticket.state === 'open' ? 'hotline.accept' : 'hotline.acceptMine')}</Button>}
        {can.lead(staff.role) && waits && <GiveTo onGive={(handler) => void send(() => data(api.POST('/api/v1/tickets/{id}/accept', { params, body: { handler } })))} />}
        {waits && <Button aria-expanded={open === 'answer'} onClick={toggle('answer')}>{t('hotline.answer')}</Button>}
        {desk && (ticket.state === 'answered' || (waits && ticket.kind === 'praise')) && <Button type="primary" aria-expanded={open === 'close'} onClick={toggle('close')}>{t('hotline.close')}</Button>}
        <Button aria-expanded={open === 'note'} onClick={toggle('note')}>{t('hotline.note')}</Button>
        {desk && !waits && <Button aria-expanded={open === 'reopen'} onClick={toggle('reopen')}>{t('hotline.reopen')}</Button>}
        {can.lead(staff.role) && waits && ticket.answer_by && !ticket.extended && <Button aria-expanded={open === 'extend'} onClick={toggle('extend')}>{t('hotline.extend')}</Button>}
        {desk && <Button aria-expanded={open === 'refer'} onClick={toggle('refer')}>{t('hotline.refer')}</Button>}
        {desk && <Button aria-expanded={open === 'reclassify'} onClick={toggle('reclassify')}>{t('hotline.reclassify')}</Button>}
      </div>
      {open === 'answer' && <Answer ticket={ticket} busy={busy} onSend={(text, how) => void send(() => data(api.POST('/api/v1/tickets/{id}/answer', { params, body: { text, how } })))} />}
      {open === 'note' && line(t('hotline.noteHint'), t('common.save'), () => void send(() => data(api.POST('/api/v1/tickets/{id}/note', { params, body: { text: body } }))))}
      {open === 'close' && line(t('hotline.closeNote'), t('hotline.close'), () => void send(() => data(api.POST('/api/v1/tickets/{id}/close', { params, body: { note: body || undefined } }))), undefined, true)}
      {open === 'reopen' && line(t('hotline.reopenWhy'), t('hotline.reopen'), () => void send(() => data(api.POST('/api/v1/tickets/{id}/reopen', { params, body: { reason: body } }))))}
      {open === 'extend' && <Extend busy={busy} onSend={(days, reason) => void send(() => data(api.POST('/api/v1/tickets/{id}/extend', { params, body: { days, reason } })))} />}
      {open === 'refer' && <Refer busy={busy} onSend={(system, number, way) => void send(() => data(api.POST('/api/v1/tickets/{id}/refer', { params, body: { system, number, way } })))} />}
      {open === 'reclassify' && <Reclassify ticket={ticket} busy={busy} onSend={(body) => void send(() => data(api.POST('/api/v1/tickets/{id}/reclassify', { params, body })))} />}
      <ProblemLine error={error} />
    </div>
  )
}

function GiveTo({ onGive }: { onGive: (handler: string) => void }) {
  const { t } = useTranslation()
  const { data: staff } = useQuery(staffQuery)
  const people = (staff?.items ?? []).filter((s) => !s.disabled && s.role !== 'worker' && s.role !== 'auditor')
  return (
    <Select aria-label={t('hotline.giveTo')} placeholder={t('hotline.giveTo')} value={null} style={{ width: 150 }} onChange={(id: string | null) => id && onGive(id)} showSearch={{ optionFilterProp: 'label' }}
      options={people.map((s) => ({ value: s.id, label: `${s.name} · ${t(`role.${s.role}`)}` }))} />
  )
}

const HOWS = ['phone', 'visit', 'letter', '12345', 'petition', 'nobody'] as const

function Answer({ ticket, busy, onSend }: { ticket: TicketFile; busy: boolean; onSend: (text: string, how: (typeof HOWS)[number]) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [how, setHow] = useState<(typeof HOWS)[number]>(ticket.anonymous ? 'nobody' : ticket.channel === 'follow_up' ? 'phone' : ticket.channel)
  return (
    <form className="stack" style={{ gap: 6 }} onSubmit={(e) => {
      e.preventDefault()
      if (text.trim()) onSend(text.trim(), how)
    }}>
      <Input.TextArea rows={3} aria-label={t('hotline.answerHint')} placeholder={t('hotline.answerHint')} value={text} onChange={(e) => setText(e.target.value)} maxLength={4000} />
      <div className="row wrap">
        <Select aria-label={t('hotline.toldHowLabel')} value={how} onChange={setHow} style={{ width: 160 }} options={HOWS.map((h) => ({ value: h, label: t(`hotline.toldHow.${h}`) }))} />
        <Button type="primary" htmlType="submit" loading={busy} disabled={!text.trim()}>{t('hotline.answer')}</Button>
      </div>
    </form>
  )
}

function Extend({ busy, onSend }: { busy: boolean; onSend: (days: number, reason: string) => void }) {
  const { t } = useTranslation()
  const [days, setDays] = useState(5)
  const [why, setWhy] = useState('')
  return (
    <div className="row wrap">
      <InputNumber aria-label={t('hotline.days')} min={1} max={15} value={days} onChange={(n) => setDays(n ?? 1)} style={{ width: 70 }} /> {t('hotline.days')}
      <Input className="grow" aria-label={t('hotline.extendWhy')} placeholder={t('hotline.extendWhy')} value={why} onChange={(e) => setWhy(e.target.value)} style={{ minWidth: 160, flex: 1 }} />
      <Button type="primary" loading={busy} disabled={!why.trim()} onClick={() => onSend(days, why.trim())}>{t('hotline.extend')}</Button>
    </div>
  )
}

type System = '12345' | 'petition' | 'other'

function Refer({ busy, onSend }: { busy: boolean; onSend: (system: System, number: string, way: 'in' | 'out') => void }) {
  const { t } = useTranslation()
  const [system, setSystem] = useState<System>('12345')
  const [way, setWay] = useState<'in' | 'out'>('out')
  const [number, setNumber] = useState('')
  return (
    <div className="row wrap">
      <Select aria-label={t('hotline.channelLabel')} value={system} onChange={setSystem} style={{ width: 90 }} options={(['12345', 'petition', 'other'] as const).map((s) => ({ value: s, label: t(`hotline.system.${s}`) }))} />
      <Select aria-label={t('hotline.refer')} value={way} onChange={setWay} style={{ width: 80 }} options={[{ value: 'out', label: t('hotline.referOut') }, { value: 'in', label: t('hotline.referIn') }]} />
      <Input aria-label={t('hotline.number')} placeholder={t('hotline.number')} value={number} onChange={(e) => setNumber(e.target.value)} style={{ flex: 1, minWidth: 120 }} maxLength={60} />
      <Button type="primary" loading={busy} disabled={!number.trim()} onClick={() => onSend(system, number.trim(), way)}>{t('common.save')}</Button>
    </div>
  )
}

type Correction = { kind: TicketFile['kind']; about_center_id?: string; about_staff_id?: string; about?: string; sealed?: 'abuse' | 'suicide'; reason: string }

function Reclassify({ ticket, busy, onSend }: { ticket: TicketFile; busy: boolean; onSend: (body: Correction) => void }) {
  const { t } = useTranslation()
  const [to, setTo] = useState<Correction>({ kind: ticket.kind, about_center_id: ticket.about_center_id, about_staff_id: ticket.about_staff_id, about: ticket.about, sealed: ticket.sealed || undefined, reason: '' })
  const change = (part: Partial<Correction>) => setTo((old) => ({ ...old, ...part }))
  return (
    <div className="stack" style={{ gap: 6 }}>
      <div className="row wrap">
        <Select aria-label={t('common.kind')} value={to.kind} onChange={(kind) => change({ kind })} style={{ width: 90 }} options={TICKET_KINDS.map((k) => ({ value: k, label: t(`hotline.kind.${k}`) }))} />
        <Select aria-label={t('hotline.seal')} value={to.sealed ?? ''} onChange={(s: '' | 'abuse' | 'suicide') => change({ sealed: s || undefined })} style={{ width: 120 }} options={(['', 'abuse', 'suicide'] as const).map((s) => ({ value: s, label: s ? t(`hotline.sealed.${s}`) : t('hotline.sealNone') }))} />
      </div>
      <CenterPick aria-label={t('hotline.aboutCenter')} placeholder={t('hotline.aboutCenter')} value={to.about_center_id} allowClear onChange={(about_center_id) => change({ about_center_id })} />
      <WorkerPick aria-label={t('hotline.aboutStaff')} placeholder={t('hotline.aboutStaff')} value={to.about_staff_id} onChange={(about_staff_id) => change({ about_staff_id })} />
      <div className="row">
        <Input aria-label={t('hotline.reclassifyWhy')} placeholder={t('hotline.reclassifyWhy')} value={to.reason} onChange={(e) => change({ reason: e.target.value })} />
        <Button type="primary" loading={busy} disabled={!to.reason.trim()} onClick={() => onSend(to)}>{t('hotline.reclassify')}</Button>
      </div>
    </div>
  )
}
