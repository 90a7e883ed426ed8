import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../api/types'
import { elapsed } from '../../app/time'
import { Key } from '../../components/parts'
import { ReachMark, SeverityMark } from '../../components/marks'
import { word } from '../../i18n/word'
import { useDuty } from './duty'
import { placeOf, sameRows, settle, type Shown } from './queue'
import { Waited } from './waited'

/** The rows of a list, which do not move while `frozen`. */
function useSettled(wanted: Incident[], frozen: boolean): Shown[] {
  const [shown, setShown] = useState<Shown[]>([])
  const next = settle(shown, wanted, frozen)
  if (!sameRows(shown, next)) setShown(next)
  return next
}

export function QueueList({ incidents, selected, first, onPick, list, label, empty }: {
  incidents: Incident[]
  selected: string | undefined
  first?: string
  onPick: (id: string) => void
  list: 'waiting' | 'mine' | 'others'
  label: string
  empty: React.ReactNode
}) {
  const [frozen, setFrozen] = useState(false)
  const rows = useSettled(incidents, frozen)
  return (
    <ul className="queue" aria-label={label} onPointerEnter={() => setFrozen(true)} onPointerLeave={() => setFrozen(false)}>
      {rows.length === 0 && <li className="queue-empty">{empty}</li>}
      {rows.map(({ incident, gone }) => (
        <Row key={incident.id} list={list} incident={incident} gone={gone} selected={incident.id === selected} first={incident.id === first} onPick={() => onPick(incident.id)} />
      ))}
    </ul>
  )
}

function Row({ list, incident, gone, selected, first, onPick }: { list: string; incident: Incident; gone: boolean; selected: boolean; first: boolean; onPick: () => void }) {
  const { t } = useTranslation()
  const duty = useDuty()
  const age = incident.elder_age ? t('common.years', { count: incident.elder_age }) : ''
  const again = incident.ringing && incident.state !== 'open'
  return (
    <li className="queue-item" data-severity={incident.severity} data-gone={gone} data-selected={selected} data-state={incident.state}>
      <button type="button" className="queue-row" onClick={onPick} aria-current={selected ? 'true' : undefined} data-incident={incident.id}>
        <Waited incident={incident} />
        <span className="queue-main">
          <span className="queue-line">
            <SeverityMark severity={incident.severity} label={false} />
            <b>{word(t, 'kind', incident.kind)}</b>
            <span className="ellipsis">{incident.elder_name || t('common.unknownPerson')} <span className="num">{age}</span></span>
            {incident.calls > 1 && <span className="chip chip-alarm num">{t('desk.repeats', { n: incident.calls })}</span>}
          </span>
          <span className="queue-line queue-second">
            <span className="ellipsis">{placeOf(incident)}</span>
            <ReachMark reach={incident.reach} />
          </span>
          {(incident.second_person || incident.late_seconds > 0 || again || gone || list === 'others') && (
            <span className="queue-line queue-second">
              {gone && <span className="chip chip-amber">{incident.answered_by ? t('desk.lost', { name: incident.answered_name || duty.nameOf(incident.answered_by) }) : t('desk.lostGone')}</span>}
              {again && <span className="chip chip-alarm">{t('desk.ringAgain')}</span>}
              {incident.late_seconds > 0 && <span className="chip chip-amber num">{t('desk.lateBy', { for: elapsed(incident.late_seconds * 1000) })}</span>}
              {incident.second_person && <span className="chip">{t('desk.second', { name: incident.second_person })}</span>}
              {list === 'others' && !gone && <span className="quiet">{t('desk.by', { name: incident.answered_name || duty.nameOf(incident.answered_by) })}</span>}
            </span>
          )}
        </span>
        {first && <span className="queue-key"><Key>F2</Key></span>}
      </button>
    </li>
  )
}
