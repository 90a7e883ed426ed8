import { useTranslation } from 'react-i18next'
import type { OccupiedBed } from '../../api/types'
import { stateOf, type BedState } from './board'

const STATES: BedState[] = ['in', 'leave', 'hospital', 'free', 'blocked', 'planned']

/** What the looks of a bed mean, with how many look so. */
export function BoardLegend({ beds }: { beds: OccupiedBed[] }) {
  const { t } = useTranslation()
  const words: Record<BedState, string> = {
    in: t('day.stays'), leave: t('whereabouts.leave'), hospital: t('whereabouts.hospital'), free: t('day.free'), blocked: t('day.blocked'), planned: t('day.plannedBed'),
  }
  const odd = beds.filter((bed) => bed.mismatch).length
  return (
    <ul className="board-legend num">
      {STATES.map((state) => {
        const n = beds.filter((bed) => stateOf(bed) === state).length
        return n > 0 && <li key={state}><i className="bed-swatch" data-state={state} aria-hidden="true" />{words[state]} {n}</li>
      })}
      {odd > 0 && <li><i className="bed-swatch" data-mismatch="true" aria-hidden="true" />{t('day.mismatch')} {odd}</li>}
    </ul>
  )
}
