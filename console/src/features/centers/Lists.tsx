import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Drawer, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { HousePage, useHouse } from './HousePage'
import { ListForm } from './ListForm'
import { gapText, medicinesQuery, stockQuery, type MedicineLine } from './medicine'

/** 药单和库存: what is written for each resident, and how much of it is there. */
export function Lists() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { id, pick } = useHouse()
  const [ended, setEnded] = useState(false)
  const [adding, setAdding] = useState(false)
  const [opened, setOpened] = useState<string>()
  const { data: lists, error, refetch, dataUpdatedAt } = useQuery(medicinesQuery(id, ended))
  const may = staff.role !== 'auditor'
  const people = groups(lists?.items ?? [])
  return (
    <HousePage title={t('carehome.tabs.lists')} age={dataUpdatedAt || undefined}
      actions={<>{pick}<Checkbox checked={ended} onChange={(e) => setEnded(e.target.checked)}>{t('carehome.lists.ended')}</Checkbox>{may && <Button type="primary" onClick={() => setAdding(!adding)}>{t('carehome.lists.new')}</Button>}</>}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {adding && lists && <ListForm center={id} residents={lists.residents} onDone={() => setAdding(false)} />}
      {lists && people.length === 0 && !adding && <div className="sheet"><Empty title={t('carehome.lists.empty')} hint={t('carehome.lists.emptyHint')} /></div>}
      {people.length > 0 && (
        <div className="sheet">
          {people.map(({ first, lines }) => (
            <section key={first.elder_id} className="lists-person">
              <h2 className="lists-who">{first.elder_name} <span className="num quiet">{[first.room, first.bed].filter(Boolean).join('-')}</span>{!first.resident && <span className="chip chip-amber"> {t('carehome.lists.leftHouse')}</span>}</h2>
              {lines.map((m) => <Line key={m.id} line={m} onOpen={() => setOpened(m.id)} />)}
            </section>
          ))}
        </div>
      )}
      <p className="quiet round-advice">{t('carehome.lists.again')} {t('carehome.advice')}</p>
      {opened && <StockDrawer line={lists?.items.find((m) => m.id === opened)} may={may} onClose={() => setOpened(undefined)} />}
    </HousePage>
  )
}

function groups(items: MedicineLine[]) {
  const people = new Map<string, { first: MedicineLine; lines: MedicineLine[] }>()
  for (const m of items) {
    const one = people.get(m.elder_id ?? '')
    if (one) one.lines.push(m)
    else people.set(m.elder_id ?? '', { first: m, lines: [m] })
  }
  return [...people.values()].sort((a, b) => `${a.first.room ?? '~'}${a.first.bed ?? ''}`.localeCompare(`${b.first.room ?? '~'}${b.first.bed ?? ''}`))
}

function Line({ line: m, onOpen }: { line: MedicineLine; onOpen: () => void }) {
  const { t } = useTranslation()
  const days = (m.weekdays ?? []).map((w) => t(`plans.weekday.${(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const)[w - 1] ?? 'MO'}`)).join(' ')
  return (
    <div className="lists-row" data-ended={Boolean(m.ended_at)}>
      <div><b>{m.name}</b> {m.dose} {m.double_check && <span className="chip chip-amber">{t('carehome.double')}</span>}</div>
      <span className="num">{m.as_needed ? `${t('carehome.needed.title')} · ${gapText(t, m)}` : `${days} ${m.times.join(' ')}`}</span>
      <span className="quiet">{m.kind === 'medicine' ? paperText(t, m) : t('carehome.turning')} · {m.from} → {m.until || t('carehome.lists.untilOpen')}{m.ended_at && ` · ${t('carehome.lists.endedMark', { at: stamp(m.ended_at) })} ${m.end_reason ?? ''}`}</span>
      <button type="button" className={`chip ${m.low ? 'chip-amber' : ''}`} onClick={onOpen}>{stockText(t, m)}</button>
    </div>
  )
}

/** Which paper a line stands on: its date, who wrote it, and its page. */
function paperText(t: ReturnType<typeof useTranslation>['t'], m: MedicineLine): string {
  const page = m.page && (/^\d+$/.test(m.page) ? t('carehome.lists.pageOf', { page: m.page }) : t('carehome.lists.photoOf', { page: m.page }))
  return [m.list_date && t('carehome.lists.paper', { date: m.list_date }), m.prescriber, page].filter(Boolean).join(' · ')
}

function stockText(t: ReturnType<typeof useTranslation>['t'], m: MedicineLine): string {
  if (m.days_left == null) return m.kind === 'medicine' && m.stock ? `${m.stock} ${m.unit ?? ''}` : t('carehome.lists.notCounted')
  if (m.stock < 0) return t('carehome.lists.short')
  return `${m.stock} ${m.unit ?? ''} · ${t('carehome.lists.days', { n: Math.floor(m.days_left) })}`
}

const KINDS = ['in', 'counted', 'returned', 'lost'] as const

/** A line's stock, and its end. */
function StockDrawer({ line, may, onClose }: { line?: MedicineLine; may: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('in')
  const [amount, setAmount] = useState<number | null>(null)
  const [note, setNote] = useState('')
  const [why, setWhy] = useState('')
  const { submit, error, busy } = useSubmit(['medicines'], ['medicine-stock'], ['medicine-day'], ['medicine-round'])
  const { data: book } = useQuery({ ...stockQuery(line?.id ?? ''), enabled: Boolean(line) })
  if (!line) return null
  const to = { params: { path: { id: line.id } } }
  const move = async () => {
    if (await submit(() => data(api.POST('/api/v1/medicines/{id}/stock', { ...to, body: { kind, amount: amount ?? 0, note } })))) {
      setAmount(null)
      setNote('')
    }
  }
  const stop = async () => {
    if (await submit(() => data(api.POST('/api/v1/medicines/{id}/stop', { ...to, body: { reason: why } })))) onClose()
  }
  return (
    <Drawer open onClose={onClose} title={`${line.elder_name} · ${line.name}`} size={420}>
      <div className="stack" style={{ gap: 12 }}>
        <p>{line.dose} <b className="num">{stockText(t, line)}</b></p>
        {may && line.kind === 'medicine' && (
          <div className="lists-fields">
            <label>{t('carehome.lists.stock')}<Select value={kind} onChange={setKind} options={KINDS.map((k) => ({ value: k, label: t(`carehome.lists.move.${k}`) }))} /></label>
            <label>{kind === 'counted' ? t('carehome.lists.found') : t('carehome.lists.amount')}<InputNumber min={0} value={amount} onChange={setAmount} style={{ width: '100%' }} suffix={line.unit} /></label>
            <label>{t('carehome.lists.note')}<Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} /></label>
            <Button type="primary" loading={busy} disabled={amount == null} onClick={() => void move()}>{t('carehome.send')}</Button>
          </div>
        )}
        <ProblemLine error={error} />
        <Panel title={t('carehome.lists.book')}>
          {book?.moves.length === 0 && <p className="quiet">{t('carehome.lists.bookNone')}</p>}
          <ul className="day-list">{book?.moves.map((m) => <li key={m.id} className="num">{stamp(m.at)} {word(t, 'carehome.lists.move', m.kind)} {m.amount} → {m.left} <span className="quiet">{m.by_name} {m.note}</span></li>)}</ul>
        </Panel>
        {may && !line.ended_at && (
          <Panel title={t('carehome.lists.stop')}>
            <div className="stack" style={{ gap: 8 }}>
              <Input aria-label={t('carehome.lists.stopWhy')} placeholder={t('carehome.lists.stopWhy')} value={why} maxLength={200} onChange={(e) => setWhy(e.target.value)} />
              <Button danger disabled={!why.trim()} loading={busy} onClick={() => void stop()}>{t('carehome.lists.stop')}</Button>
            </div>
          </Panel>
        )}
      </div>
    </Drawer>
  )
}
