import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow, useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { day, shanghai } from '../../app/time'
import { DayPick } from '../../components/day'
import { Empty, ProblemLine } from '../../components/parts'
import { Offline } from '../../api/http'
import { doseId } from '../field/outbox'
import { Unsent } from '../field/Unsent'
import { useOutbox } from '../field/useOutbox'
import { DoseCard } from './DoseCard'
import { HousePage, useHouse } from './HousePage'
import { roundQuery, type Dose, type MedicineRound } from './medicine'
import { Needed } from './Needed'
import { PrintedRound } from './PrintedRound'
import { asLeft, peopleOf, present, slotsOf } from './slots'

/** The line of what has no instant. */
const NEEDED = 'needed'

/** 给药: one list, one instant at a time, big buttons. */
export function Round() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { id, pick } = useHouse()
  const cache = useQueryClient()
  const now = useNow()
  const [on, setOn] = useState(() => day(shanghai(serverNow())))
  const [chosen, setChosen] = useState<string>()
  const { data: round, error, refetch, dataUpdatedAt } = useQuery(roundQuery(id, on))
  const { outbox, sends, known, round: shown } = useRoundHere(id, on, round)
  const items = shown?.items ?? []
  const slots = slotsOf(asLeft(items.filter((d) => !d.as_needed), sends, staff))
  const needs = shown?.needed ?? []
  const asNeeded = items.filter((d) => d.as_needed)
  const some = needs.length + asNeeded.length > 0
  const needed = some && (chosen === NEEDED || slots.length === 0)
  const slot = needed ? undefined : slots.find((s) => s.at === chosen) ?? present(slots, now)
  const may = staff.role !== 'auditor'
  const changed = () => {
    // What was just finished stays in view, so that it can be taken back.
    setChosen(needed ? NEEDED : slot?.at)
    for (const queryKey of [['medicine-round', id], ['medicine-day', id], ['medicines', id]]) void cache.invalidateQueries({ queryKey })
  }
  return (
    <HousePage title={t('carehome.title')} age={dataUpdatedAt || undefined}
      actions={(
        <>
          {pick}
          <DayPick aria-label={t('carehome.day')} allowClear={false} value={on} onChange={(v) => {
            setOn(v)
            setChosen(undefined)
          }} />
          <Button className="round-print" disabled={slots.length === 0 && !some} onClick={() => window.print()}>{t('carehome.print')}</Button>
        </>
      )}>
      {(staff.role === 'worker' || sends.length > 0) && <Unsent outbox={outbox} sends={sends} known={known} offline={error instanceof Offline} age={dataUpdatedAt} />}
      {!shown && <ProblemLine error={error} onRetry={() => void refetch()} />}
      {shown && !(error instanceof Offline) && <ProblemLine error={error} onRetry={() => void refetch()} />}
      {shown && slots.length === 0 && !some && <div className="sheet"><Empty title={t('carehome.empty')} hint={t('carehome.emptyHint')} /></div>}
      {(slots.length > 0 || some) && (
        <div className="round-slots no-print" role="group" aria-label={t('carehome.lists.times')}>
          {slots.map((s) => (
            <button key={s.at} type="button" className="round-slot" aria-pressed={s === slot} data-open={s.open > 0 && Date.parse(s.at) < now} onClick={() => setChosen(s.at)}>
              <b className="num">{s.clock}</b>
              <span className="num">{t('carehome.progress', { n: s.doses.length - s.open, total: s.doses.length })}</span>
            </button>
          ))}
          {some && (
            <button type="button" className="round-slot" aria-pressed={needed} onClick={() => setChosen(NEEDED)}>
              <b>{t('carehome.needed.title')}</b>
              <span className="num">{t('carehome.needed.lines', { n: needs.length })}</span>
            </button>
          )}
        </div>
      )}
      {slot && (
        <ul className="round-people no-print">
          {peopleOf(slot.doses).map((p) => <DoseCard key={p.id} person={p} now={now} may={may} onChange={changed} onKeep={(said) => {
            setChosen(slot.at) // what was just finished stays in view
            void outbox.say(said, serverNow())
          }} />)}
        </ul>
      )}
      {needed && <Needed needs={needs} given={asNeeded} now={now} may={may} onChange={changed} />}
      {(slot || needed) && <p className="quiet round-advice no-print">{t('carehome.advice')}</p>}
      {shown && <PrintedRound round={shown} slots={slots} by={staff.name} at={dataUpdatedAt} />}
    </HousePage>
  )
}

const KEPT = 'round:'

/** The list as it is on this phone: kept for when there is no signal, and with what was said here. */
function useRoundHere(center: string, on: string, round: MedicineRound | undefined) {
  const { staff } = useSession()
  const cache = useQueryClient()
  const { outbox, sends, known } = useOutbox(staff.id)
  const [kept, setKept] = useState<MedicineRound>()
  useEffect(() => {
    if (round) void outbox.keepDetail(KEPT, round)
    else void outbox.keptDetail(KEPT).then((list) => setKept(list as MedicineRound | undefined))
  }, [round, outbox])
  // What has just arrived is shown at once; the list is asked for beside.
  useEffect(() => outbox.onArrival(({ said }, answer) => {
    if (!said) return
    const now = answer as Pick<Dose, 'state' | 'by' | 'at' | 'entered_at' | 'reason'>
    cache.setQueriesData<MedicineRound>({ queryKey: ['medicine-round', center] }, (old) => old && {
      ...old, items: old.items.map((d) => (doseId(d) === doseId(said.dose) ? { ...d, state: now.state, by: now.by, by_name: now.by === staff.id ? staff.name : d.by_name, at: now.at, entered_at: now.entered_at, reason: now.reason, auto: false, late: false } : d)),
    })
    for (const queryKey of [['medicine-round', center], ['medicine-day', center], ['medicines', center]]) void cache.invalidateQueries({ queryKey })
  }), [cache, center, outbox, staff])
  return { outbox, sends, known, round: round ?? (kept?.center_id === center && kept.day === on ? kept : undefined) }
}
