import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Order, VisitAsked, VisitTold } from '../../api/types'
import { serverNow } from '../../app/clock'
import { Scan } from '../install/Scan'
import { useDraft } from '../install/draft'
import { fenOf, yuan } from '../plans/money'
import { allows, bounds, measured } from './checks'
import type { FileKind, Outbox } from './outbox'
import { shrink } from './picture'
import { MoneyPart } from './MoneyPart'
import { Sign } from './Sign'

/** What was done at the door so far; it outlives an empty battery. */
interface Draft { door?: string; values: Record<string, string>; fit?: boolean; done: string[]; photos: number; receipts: number; paid: string; signed?: How }

type How = 'hand' | 'fingerprint' | 'key' | 'witness'

const EMPTY: Draft = { values: {}, done: [], photos: 0, receipts: 0, paid: '' }

interface Props { order: Order; asked: VisitAsked | undefined; outbox: Outbox; onFit: (fit: boolean) => void; onForbidden: () => void }

/** The part of the page that the worker uses inside: door, checks, what to do, photos, who confirms. */
export function AtDoor({ order, asked, outbox, onFit, onForbidden }: Props) {
  const { t } = useTranslation()
  const [draft, setDraft] = useDraft<Draft>(`visit.${order.id}`, EMPTY)
  const [bad, setBad] = useState(false)
  const set = (over: Partial<Draft>) => setDraft((old) => ({ ...old, ...over }))
  const tell = (told: VisitTold) => void outbox.tell(order.id, told, serverNow())

  async function picture(kind: FileKind, file: Blob | undefined): Promise<boolean> {
    if (!file) return false
    setBad(false)
    try {
      await outbox.keep(order.id, { kind, mime: 'image/jpeg', bytes: await shrink(file) }, serverNow())
      return true
    } catch {
      setBad(true)
      return false
    }
  }
  const checks = asked?.pre_checks ?? []
  const begun = checks.length === 0 || draft.fit === true
  useEffect(() => onFit(begun), [begun, onFit])
  return (
    <div className="field-door">
      {asked?.two_persons && <p className="chip chip-amber">{t('visits.field.two')}</p>}
      <DoorCode kept={draft.door} onCode={(door) => {
        set({ door })
        tell({ door })
      }} />
      {checks.length > 0 && (
        <Checks checks={checks} draft={draft} onChange={(values) => set({ values })} onDone={(fit) => {
          set({ fit })
          tell({ values: Object.fromEntries(checks.flatMap((c) => { const v = measured(draft.values[c.code]); return v === undefined ? [] : [[c.code, v]] })) })
        }} onForbidden={onForbidden} />
      )}
      {begun && (
        <>
          {(asked?.checklist ?? []).length > 0 && (
            <Part title={t('visits.field.list')}>
              {asked?.checklist.map((line) => (
                <label key={line} className="field-tick">
                  <input type="checkbox" checked={draft.done.includes(line)} onChange={(event) => {
                    const done = event.target.checked ? [...draft.done, line] : draft.done.filter((l) => l !== line)
                    set({ done })
                    tell({ done })
                  }} />
                  {line}
                </label>
              ))}
            </Part>
          )}
          <Part title={t('visits.field.photos')} note={draft.photos > 0 ? t('visits.field.photosKept', { n: draft.photos }) : ''}>
            <Camera label={t('visits.field.takePhoto')} onFile={(file) => void picture('photo', file).then((kept) => kept && set({ photos: draft.photos + 1 }))} />
            {bad && <span className="problem" role="alert">{t('visits.field.photoBad')}</span>}
          </Part>
          {asked?.receipt && (
            <Part title={t('visits.field.receipt')} note={asked.advance_fen > 0 ? t('visits.field.advance', { yuan: yuan(asked.advance_fen) }) : ''}>
              <div className="field-why">
                <input inputMode="decimal" aria-label={t('visits.field.paid')} placeholder={t('visits.field.paid')} value={draft.paid} onChange={(event) => set({ paid: event.target.value })}
                  onBlur={() => { const fen = fenOf(draft.paid); if (fen !== undefined && fen >= 0) tell({ paid_fen: fen }) }} />
                <Camera label={`${t('visits.field.takeReceipt')}${draft.receipts ? ` (${draft.receipts})` : ''}`} onFile={(file) => void picture('receipt', file).then((kept) => kept && set({ receipts: draft.receipts + 1 }))} />
              </div>
            </Part>
          )}
          <MoneyPart order={order} limit={asked?.advance_fen ?? 0} onMoney={(money) => void outbox.pay(order.id, money, serverNow())} />
          {order.elder_id && order.priority !== 0 && (
            <Part title={t('visits.field.sign')}>
              {draft.signed
                ? <div className="row"><b className="grow">✓ {t('visits.field.signed', { how: t(`visits.how.${draft.signed}`) })}</b><button type="button" onClick={() => set({ signed: undefined })}>{t('visits.field.resign')}</button></div>
                : <Confirm
                  onInk={(bytes) => {
                    void outbox.keep(order.id, { kind: 'signature', mime: 'image/png', bytes }, serverNow())
                    tell({ signature: { how: 'hand' } })
                    set({ signed: 'hand' })
                  }}
                  onPrint={(file) => void picture('fingerprint', file).then((kept) => {
                    if (!kept) return
                    tell({ signature: { how: 'fingerprint' } })
                    set({ signed: 'fingerprint' })
                  })}
                  onKey={() => {
                    tell({ signature: { how: 'key' } })
                    set({ signed: 'key' })
                  }}
                  onWitness={(name, relation) => {
                    tell({ signature: { how: 'witness', name, relation } })
                    set({ signed: 'witness' })
                  }}
                />}
            </Part>
          )}
        </>
      )}
    </div>
  )
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return <section className="field-part"><h3>{title}{note && <span className="quiet"> {note}</span>}</h3>{children}</section>
}

/** A photo from the camera; without one from the gallery. */
function Camera({ label, onFile }: { label: string; onFile: (file: Blob | undefined) => void }) {
  return (
    <label className="field-camera">
      {label}
      <input type="file" accept="image/*" capture="environment" onChange={(event) => {
        onFile(event.target.files?.[0])
        event.target.value = ''
      }} />
    </label>
  )
}

function DoorCode({ kept, onCode }: { kept: string | undefined; onCode: (code: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  if (kept) return <p className="field-kept">✓ {t('visits.field.doorKept')}</p>
  return (
    <Part title={t('visits.field.scanDoor')}>
      <Scan onRead={onCode} />
      <form className="field-why" onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim()) onCode(typed.trim())
      }}>
        <input aria-label={t('visits.field.typeDoor')} placeholder={t('visits.field.typeDoor')} autoCapitalize="characters" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <button type="submit" disabled={!typed.trim()}>{t('visits.field.useDoor')}</button>
      </form>
    </Part>
  )
}

/** What is measured before; out of bounds the service is not begun. */
function Checks({ checks, draft, onChange, onDone, onForbidden }: {
  checks: VisitAsked['pre_checks']; draft: Draft; onChange: (values: Record<string, string>) => void; onDone: (fit: boolean) => void; onForbidden: () => void
}) {
  const { t } = useTranslation()
  const each = checks.map((c) => allows(c, draft.values[c.code]))
  const all = each.every((ok) => ok !== undefined)
  return (
    <Part title={t('visits.field.checks')} note={t('visits.field.checksHint')}>
      {checks.map((c, i) => (
        <label key={c.code} className="field-check">
          <span>{c.name}<small className="quiet num"> {bounds(c)}</small></span>
          <input inputMode="decimal" disabled={draft.fit !== undefined} value={draft.values[c.code] ?? ''} onChange={(event) => onChange({ ...draft.values, [c.code]: event.target.value })} />
          <b data-ok={each[i]}>{each[i] === undefined ? '' : each[i] ? t('visits.field.checkOk') : t('visits.field.checkBad')}</b>
        </label>
      ))}
      {draft.fit === undefined && <button type="button" className="field-do" disabled={!all} onClick={() => onDone(each.every(Boolean))}>{t('visits.field.checksSave')}</button>}
      {draft.fit === true && <p className="field-kept">✓ {t('visits.field.checksGood')}</p>}
      {draft.fit === false && (
        <>
          <p className="problem" role="alert">{t('visits.field.checksBad')}</p>
          <button type="button" className="field-main" onClick={onForbidden}>{t('visits.field.notBegin')}</button>
        </>
      )}
    </Part>
  )
}

type Relation = 'neighbour' | 'committee' | 'other' | 'relative'

/** Who says that the service was given. */
function Confirm({ onInk, onPrint, onKey, onWitness }: { onInk: (png: ArrayBuffer) => void; onPrint: (file: Blob | undefined) => void; onKey: () => void; onWitness: (name: string, relation: Relation) => void }) {
  const { t } = useTranslation()
  const [how, setHow] = useState<How>('hand')
  const [name, setName] = useState('')
  const [relation, setRelation] = useState<Relation>('neighbour')
  return (
    <>
      <div className="field-how" role="radiogroup" aria-label={t('visits.field.sign')}>
        {(['hand', 'fingerprint', 'key', 'witness'] as const).map((h) => <button key={h} type="button" role="radio" aria-checked={h === how} onClick={() => setHow(h)}>{t(`visits.how.${h}`)}</button>)}
      </div>
      {how === 'hand' && <Sign onSigned={onInk} />}
      {how === 'fingerprint' && <Camera label={t('visits.field.takeFingerprint')} onFile={onPrint} />}
      {how === 'key' && <><span>{t('visits.field.keyHint')}</span><button type="button" className="field-do" onClick={onKey}>{t('visits.field.keyDone')}</button></>}
      {how === 'witness' && (
        <>
          <input aria-label={t('visits.field.witnessName')} placeholder={t('visits.field.witnessName')} maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
          <div className="field-how" role="radiogroup" aria-label={t('visits.field.witnessHint')}>
            {(['neighbour', 'committee', 'other', 'relative'] as const).map((r) => <button key={r} type="button" role="radio" aria-checked={r === relation} onClick={() => setRelation(r)}>{t(`visits.relation.${r}`)}</button>)}
          </div>
          <span className="quiet">{t('visits.field.witnessHint')}</span>
          <button type="button" className="field-do" disabled={!name.trim()} onClick={() => onWitness(name.trim(), relation)}>{t('visits.field.witnessDone')}</button>
        </>
      )}
    </>
  )
}
