import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data, Offline } from '../../api/http'
import { occupancyQuery } from '../../api/queries'
import { can, useSession } from '../../app/session'
import { clock, elapsed, stamp } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import type { DoseSaid } from '../field/outbox'
import { UNDO_FOR } from './board'
import { say, type Act } from './medicine'
import type { DoseHere, Person } from './slots'

interface Props { person: Person; now: number; may: boolean; onChange: () => void; onKeep: (said: DoseSaid) => void }

/** Whether the server has to be there: what takes two, and to take back what it has already. */
const needsServer = (act: Act, d: DoseHere): act is 'check' | 'give' | 'undo' => act === 'check' || (act === 'give' && d.double_check) || (act === 'undo' && !d.unsent)

/** One person at one instant: what is due, and the buttons for it. */
export function DoseCard({ person, now, may, onChange, onKeep }: Props) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit()
  const [alone, setAlone] = useState<'needsSignal' | 'undoNeedsSignal'>()
  const ready = person.doses.filter((d) => d.state === 'open' && !d.double_check)
  const send = async (act: Act, doses: DoseHere[], reason?: string) => {
    setAlone(undefined)
    for (const d of doses) {
      if (needsServer(act, d)) {
        await submit(() => say(act, d).catch((failure: unknown) => {
          if (!(failure instanceof Offline)) throw failure
          setAlone(act === 'undo' && d.state !== 'checking' ? 'undoNeedsSignal' : 'needsSignal')
        }))
        onChange() // also after a refusal: somebody else was there first
      } else onKeep({ act, dose: { medicine_id: d.medicine_id, due_at: d.due_at, clock: d.clock, name: d.name, elder_name: d.elder_name }, reason })
    }
  }
  return (
    <li className="dose-card" data-away={Boolean(person.away)}>
      <h2><b>{person.name}</b> <span className="num quiet">{person.place}</span></h2>
      {person.away && (
        <p className="dose-away">
          {t('carehome.awayNot', { where: word(t, 'carehome.away', person.away) })}
          {person.returnAt && <span className="num"> · {t('carehome.awayReturn', { at: stamp(person.returnAt) })}</span>}
          <Return elder={person.id} away={person.away} onChange={onChange} />
        </p>
      )}
      <ul>
        {person.doses.map((d) => <DoseLine key={`${d.medicine_id} ${d.due_at}`} dose={d} now={now} may={may && !person.away} busy={busy} onSay={(act, reason) => void send(act, [d], reason)} />)}
      </ul>
      {may && !person.away && ready.length > 1 && <button type="button" className="dose-main" disabled={busy} onClick={() => void send('give', ready)}>{t('carehome.giveAll', { n: ready.length })}</button>}
      {alone && <p className="problem" role="alert">{t(`fieldDoses.${alone}`)}</p>}
      <ProblemLine error={error} />
    </li>
  )
}

/** Whoever runs the house enters the return here; a nurse asks for it. */
function Return({ elder, away, onChange }: { elder: string; away: string; onChange: () => void }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const cache = useQueryClient()
  const { submit, error, busy } = useSubmit(['occupancy'], ['today'])
  if (!can.stays(staff.role) || !staff.center_id || !(away === 'leave' || away === 'hospital')) return null
  const back = async () => {
    await submit(async () => {
      const beds = await cache.fetchQuery(occupancyQuery(staff.center_id ?? ''))
      const stay = beds.beds.find((b) => b.elder_id === elder)?.stay_id
      if (stay) await data(api.POST('/api/v1/stays/{id}/return', { params: { path: { id: stay } } }))
    })
    onChange()
  }
  return <><button type="button" disabled={busy} onClick={() => void back()}>{t('carehome.back')}</button><ProblemLine error={error} /></>
}

function DoseLine({ dose, now, may, busy, onSay }: { dose: DoseHere; now: number; may: boolean; busy: boolean; onSay: (act: Act, reason?: string) => void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<'refuse' | 'miss'>()
  const late = now - Date.parse(dose.due_at)
  return (
    <li className="dose-line" data-state={dose.state} data-late={Boolean(dose.late)}>
      <div>
        <b>{dose.name}</b> <span>{dose.dose}</span>
        {dose.double_check && <span className="chip chip-amber">{t('carehome.double')}</span>}
        {dose.late && <span className="chip chip-amber num">{t('carehome.late', { for: elapsed(late) })}</span>}
        {dose.note && <p className="quiet">{dose.note}</p>}
      </div>
      {dose.state !== 'open' && <DoseState dose={dose} now={now} />}
      {may && <DoseActs dose={dose} now={now} busy={busy} asking={asking} onAsk={setAsking} onSay={(act, reason) => {
        setAsking(undefined)
        onSay(act, reason)
      }} />}
    </li>
  )
}

function DoseState({ dose, now }: { dose: DoseHere; now: number }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  if (dose.state === 'checking') return <p className="dose-state">{dose.by === staff.id ? t('carehome.waitsMine') : t('carehome.waits', { name: dose.by_name })}</p>
  const left = dose.entered_at ? Date.parse(dose.entered_at) + UNDO_FOR - now : 0
  return (
    <p className="dose-state">
      <b>{t(`carehome.state.${dose.state}`)}</b>{' '}
      {dose.unsent && <span className="chip chip-amber">{t('fieldDoses.unsent')}</span>}{' '}
      {dose.by_name && <span className="num">{t('carehome.by', { at: clock(dose.at).slice(0, 5), name: dose.by_name })}</span>}
      {dose.checked_name && <span> · {t('carehome.checkedBy', { name: dose.checked_name })}</span>}
      {dose.auto ? <span> · {dose.reason === 'unchecked' ? t('carehome.unchecked') : t('carehome.auto')}</span> : dose.reason && <span> · {dose.state === 'away' ? word(t, 'carehome.away', dose.reason) : dose.reason}</span>}
      {dose.mended && <span className="chip">{t('carehome.mended')}</span>}
      {left > 0 && <span className="quiet num"> {t('carehome.undoLeft', { for: elapsed(left) })}</span>}
    </p>
  )
}

function DoseActs({ dose, now, busy, asking, onAsk, onSay }: {
  dose: DoseHere; now: number; busy: boolean; asking?: 'refuse' | 'miss'; onAsk: (what?: 'refuse' | 'miss') => void; onSay: (act: Act, reason?: string) => void
}) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const turning = dose.kind === 'turning'
  if (asking) return <Why reasons={t(asking === 'refuse' ? 'carehome.whyRefused' : 'carehome.whyMissed').split('|')} onSay={(reason) => onSay(asking, reason)} onCancel={() => onAsk()} />
  if (dose.state === 'checking') {
    return (
      <div className="dose-acts">
        {dose.by !== staff.id && <button type="button" className="dose-main" disabled={busy} onClick={() => onSay('check')}>{t('carehome.check')}</button>}
        <button type="button" disabled={busy} onClick={() => onSay('undo')}>{dose.by === staff.id ? t('carehome.undo') : t('carehome.sendBack')}</button>
      </div>
    )
  }
  const mine = staff.role !== 'worker' || dose.by === staff.id || dose.checked_by === staff.id
  const fresh = (dose.unsent && dose.state !== 'open') || dose.entered_at && now - Date.parse(dose.entered_at) < UNDO_FOR
  if (fresh && !mine) return null
  if (fresh) return <div className="dose-acts"><button type="button" disabled={busy} onClick={() => onSay('undo')}>{t('carehome.undo')}</button></div>
  if (dose.state === 'missed' && dose.auto && !dose.as_needed && now - Date.parse(dose.due_at) < 86_400_000) {
    return <div className="dose-acts"><span className="quiet grow">{t('carehome.mend')}</span><button type="button" disabled={busy} onClick={() => onSay('give')}>{turning ? t('carehome.done') : t('carehome.given')}</button><button type="button" disabled={busy} onClick={() => onAsk('miss')}>{t('carehome.reason')}</button></div>
  }
  if (dose.state !== 'open') return null
  return (
    <div className="dose-acts">
      <button type="button" className="dose-main" disabled={busy} onClick={() => onSay('give')}>{turning ? t('carehome.done') : t('carehome.given')}</button>
      <button type="button" disabled={busy} onClick={() => onAsk('refuse')}>{turning ? t('carehome.unwilling') : t('carehome.refuse')}</button>
      <button type="button" disabled={busy} onClick={() => onAsk('miss')}>{turning ? t('carehome.notDone') : t('carehome.miss')}</button>
    </div>
  )
}

/** Why: one tap for what is usual. */
export function Why({ reasons, onSay, onCancel }: { reasons: string[]; onSay: (reason: string) => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const [other, setOther] = useState('')
  return (
    <div className="dose-why" role="group" aria-label={t('carehome.reason')}>
      {reasons.map((r) => <button key={r} type="button" onClick={() => onSay(r)}>{r}</button>)}
      <input aria-label={t('carehome.other')} placeholder={t('carehome.other')} maxLength={200} value={other} onChange={(e) => setOther(e.target.value)} />
      <button type="button" disabled={!other.trim()} onClick={() => onSay(other.trim())}>{t('carehome.send')}</button>
      <button type="button" onClick={onCancel}>{t('common.cancel')}</button>
    </div>
  )
}
