import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { Occupancy, OccupiedBed } from '../../api/types'
import { serverNow, useNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { elapsed, shanghai, stamp } from '../../app/time'
import { Empty, ProblemLine } from '../../components/parts'
import { ElderPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { actsOf, floorsOf, stateOf, UNDO_FOR, type BedAct } from './board'
import { BedForm } from './BedForm'
import { BoardLegend } from './BoardLegend'

const of = (id: string) => ({ params: { path: { id } } })
const admit = (center: string, elder_id: string, bed_id: string) => data(api.POST('/api/v1/centers/{id}/stays', { ...of(center), body: { elder_id, bed_id } }))
const move = (stay: string, bed_id: string) => data(api.POST('/api/v1/stays/{id}/move', { ...of(stay), body: { bed_id } }))
const leave = (stay: string, body: { until?: string; hospital?: boolean }) => data(api.POST('/api/v1/stays/{id}/leave', { ...of(stay), body }))
const undo = (stay: string) => data(api.POST('/api/v1/stays/{id}/undo', of(stay)))

interface Done { stay: string; name: string; act: BedAct; at: number }

/** The board: tap a person, tap an action; ten minutes to take it back. */
export function Board({ center, occupancy }: { center: string; occupancy: Occupancy }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { submit, error, busy, clear } = useSubmit(['occupancy', center], ['today', center], ['elders'])
  const [picked, setPicked] = useState<string>()
  const [moving, setMoving] = useState(false)
  const [done, setDone] = useState<Done>()
  const [adding, setAdding] = useState(false)
  const may = can.stays(staff.role)
  const beds = occupancy.beds ?? []
  const bed = beds.find((b) => b.id === picked)
  const floors = floorsOf(beds)

  const letGo = () => {
    setPicked(undefined)
    setMoving(false)
  }
  async function send(act: BedAct, what: Promise<{ id: string }>, name: string) {
    const stay = await submit(() => what)
    if (!stay) return
    setDone({ stay: stay.id, name, act, at: serverNow() })
    letGo()
  }
  function tap(next: OccupiedBed) {
    clear()
    if (moving && bed?.stay_id) {
      if (stateOf(next) === 'free') void send('move', move(bed.stay_id, next.id), bed.elder_name ?? '')
      else setMoving(false)
      return
    }
    setMoving(false)
    setPicked(next.id === picked ? undefined : next.id)
  }

  return (
    <section className="board sheet" aria-label={t('day.board')}>
      <header className="board-head">
        <h2>{t('day.board')}</h2>
        <span className="num">{t('day.occupied', { n: occupancy.occupied, total: occupancy.commissioned })}</span>
        <span className="quiet">{may && t('day.tapHint')}</span>
        <span className="grow" />
        {may && <Button size="small" className="no-print" onClick={() => setAdding(!adding)}>{t('day.addBed')}</Button>}
      </header>
      {adding && <BedForm center={center} />}
      {beds.length > 0 && <div className="board-bar" data-on={Boolean(bed) || Boolean(done)} role="status">
        {bed && may
          ? (
            <Acts
              bed={bed}
              moving={moving}
              busy={busy}
              onMove={() => setMoving(true)}
              onAct={(act, what) => void send(act, what, bed.elder_name ?? '')}
              onAdmit={(elder) => void send('admit', admit(center, elder, bed.id), '')}
              onCancel={letGo}
            />
          )
          : done
            ? <Undo done={done} onUndo={() => void submit(() => undo(done.stay)).then((ok) => ok && setDone(undefined))} onGone={() => setDone(undefined)} />
            : <BoardLegend beds={beds} />}
      </div>}
      <ProblemLine error={error} />
      {beds.length === 0 && <Empty title={t('day.noBeds')} hint={t('day.noBedsHint')} action={may && <Button type="primary" onClick={() => setAdding(true)}>{t('day.addBed')}</Button>} />}
      {floors.map((floor) => (
        <div key={floor.name} className="floor">
          <h3>{/^\d+$/.test(floor.name) ? t('day.floor', { floor: floor.name }) : floor.name}</h3>
          <div className="rooms">
            {floor.rooms.map((room) => (
              <div key={room.name} className="room">
                <h4 className="num">{room.name}</h4>
                <div className="beds">{room.beds.map((b) => <Bed key={b.id} bed={b} picked={b.id === picked} target={moving && stateOf(b) === 'free'} disabled={!may} onTap={() => tap(b)} />)}</div>
              </div>
            ))}
          </div>
        </div>
      ))}
    </section>
  )
}

function Bed({ bed, picked, target, disabled, onTap }: { bed: OccupiedBed; picked: boolean; target: boolean; disabled: boolean; onTap: () => void }) {
  const { t } = useTranslation()
  const state = stateOf(bed)
  const words = {
    in: bed.in_bed == null ? (bed.device_id ? t('day.sensor_silent') : t('day.sensorNone')) : bed.in_bed ? t('day.inBed') : t('day.outOfBed'),
    leave: bed.whereabouts ? t(`whereabouts.${bed.whereabouts}`) : t('day.leave'), hospital: t('whereabouts.hospital'), free: t('day.free'), blocked: t('day.blocked'), planned: t('day.plannedBed'),
  }
  return (
    <button type="button" className="bed" data-bed={bed.id} data-state={state} data-mismatch={Boolean(bed.mismatch)} data-target={target} aria-pressed={picked} disabled={disabled || (actsOf(bed).length === 0 && !target)} onClick={onTap}>
      <span className="bed-name">{bed.elder_name || <span className="bed-empty">{words[state]}</span>}</span>
      <span className="bed-line"><span className="num">{bed.name}</span> {bed.elder_name && words[state]}{bed.return_at && <span className="num"> {stamp(bed.return_at).slice(0, 5)}</span>}</span>
      {bed.mismatch && <span className="bed-mismatch">! {t(`day.${bed.mismatch as 'sensor_silent'}`, { defaultValue: bed.mismatch })}</span>}
    </button>
  )
}

const DAYS = [0, 1, 3, 7]

function Acts({ bed, moving, busy, onMove, onAct, onAdmit, onCancel }: {
  bed: OccupiedBed
  moving: boolean
  busy: boolean
  onMove: () => void
  onAct: (act: BedAct, what: Promise<{ id: string }>) => void
  onAdmit: (elder: string) => void
  onCancel: () => void
}) {
  const { t } = useTranslation()
  const now = useNow()
  const [days, setDays] = useState(1)
  const acts = actsOf(bed)
  const until = shanghai(now).add(days, 'day').hour(18).minute(0).second(0).millisecond(0)
  const stay = bed.stay_id ?? ''
  if (moving) {
    return (
      <>
        <b>{t('day.pickFree', { name: bed.elder_name ?? '' })}</b>
        <span className="grow" />
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
      </>
    )
  }
  return (
    <>
      <b>{bed.elder_name || `${bed.room}-${bed.name}`}</b>
      {acts.includes('admit') && <span>{t('day.admit')}</span>}
      {acts.includes('admit') && <div style={{ width: 240 }}><ElderPick aria-label={t('day.pickElder')} onChange={onAdmit} /></div>}
      {acts.includes('leave') && (
        <span className="row" style={{ gap: 2 }}>
          <Button type="primary" loading={busy} onClick={() => onAct('leave', leave(stay, { until: until.toISOString() }))}>{t('day.leave')} → {until.format('MM-DD')}</Button>
          {DAYS.map((d) => <button key={d} type="button" className="day-chip num" aria-pressed={d === days} onClick={() => setDays(d)}>{d === 0 ? t('day.today') : t('day.days', { n: d })}</button>)}
        </span>
      )}
      {acts.includes('return') && <Button type="primary" loading={busy} onClick={() => onAct('return', data(api.POST('/api/v1/stays/{id}/return', of(stay))))}>{t('day.return')}</Button>}
      {acts.includes('hospital') && <Button loading={busy} onClick={() => onAct('hospital', leave(stay, { hospital: true }))}>{t('day.hospital')}</Button>}
      {acts.includes('move') && <Button onClick={onMove}>{t('day.move')}</Button>}
      {acts.includes('discharge') && <Button loading={busy} onClick={() => onAct('discharge', data(api.POST('/api/v1/stays/{id}/discharge', { ...of(stay), body: {} })))}>{t('day.discharge')}</Button>}
      <span className="grow" />
      <Button type="text" onClick={onCancel}>{t('common.cancel')}</Button>
    </>
  )
}

function Undo({ done, onUndo, onGone }: { done: Done; onUndo: () => void; onGone: () => void }) {
  const { t } = useTranslation()
  const now = useNow()
  const left = done.at + UNDO_FOR - now
  return (
    <>
      <span className="chip chip-good">{done.name ? t('day.did', { name: done.name, what: t(`day.${done.act}`) }) : t(`day.${done.act}`)}</span>
      {left > 0 && done.stay && <Button onClick={onUndo}>{t('day.undo')}</Button>}
      {left > 0 && <span className="quiet num">{t('day.undoLeft', { for: elapsed(left) })}</span>}
      <span className="grow" />
      <Button type="text" onClick={onGone}>{t('common.close')}</Button>
    </>
  )
}
