import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow, useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { day, shanghai } from '../../app/time'
import { DayPick } from '../../components/day'
import { Empty, ProblemLine } from '../../components/parts'
import { DoseCard } from './DoseCard'
import { HousePage, useHouse } from './HousePage'
import { roundQuery } from './medicine'
import { PrintedRound } from './PrintedRound'
import { peopleOf, present, slotsOf } from './slots'

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
  const slots = slotsOf(round?.items ?? [])
  const slot = slots.find((s) => s.at === chosen) ?? present(slots, now)
  const may = staff.role !== 'auditor'
  const changed = () => {
    // What was just finished stays in view, so that it can be taken back.
    if (slot) setChosen(slot.at)
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
          <Button className="round-print" disabled={slots.length === 0} onClick={() => window.print()}>{t('carehome.print')}</Button>
        </>
      )}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {round && slots.length === 0 && <div className="sheet"><Empty title={t('carehome.empty')} hint={t('carehome.emptyHint')} /></div>}
      {slots.length > 0 && (
        <div className="round-slots no-print" role="group" aria-label={t('carehome.lists.times')}>
          {slots.map((s) => (
            <button key={s.at} type="button" className="round-slot" aria-pressed={s === slot} data-open={s.open > 0 && Date.parse(s.at) < now} onClick={() => setChosen(s.at)}>
              <b className="num">{s.clock}</b>
              <span className="num">{t('carehome.progress', { n: s.doses.length - s.open, total: s.doses.length })}</span>
            </button>
          ))}
        </div>
      )}
      {slot && (
        <ul className="round-people no-print">
          {peopleOf(slot.doses).map((p) => <DoseCard key={p.id} person={p} now={now} may={may} onChange={changed} />)}
        </ul>
      )}
      {slot && <p className="quiet round-advice no-print">{t('carehome.advice')}</p>}
      {round && <PrintedRound round={round} slots={slots} by={staff.name} at={dataUpdatedAt} />}
    </HousePage>
  )
}
