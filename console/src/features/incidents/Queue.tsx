import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../api/types'
import { elapsed } from '../../app/time'
import { Key } from '../../components/parts'
import { ReachMark, SeverityMark } from '../../components/marks'
import { word } from '../../i18n/word'
import { useDuty } from './duty'
import { placeOf, sameRows, settle, waitingSince, type Shown } from './queue'
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
  const by = incident.answered_name || duty.nameOf(incident.answered_by)
  const chips = [
    gone && <span key="gone" className="chip chip-amber">{incident.answered_by ? t('desk.lost', { name: by }) : t('desk.lostGone')}</span>,
    incident.calls > 1 && <span key="calls" className="chip chip-alarm num">{t('desk.repeats', { n: incident.calls })}</span>,
    incident.late_seconds > 0 && <span key="late" className="chip chip-amber num">{t('desk.lateBy', { for: elapsed(incident.late_seconds * 1000) })}</span>,
    incident.installing && <span key="installing" className="chip chip-amber" title={t('install.installingBy', { name: incident.installing })}>{t('install.installing')}</span>,
    incident.second_person && <span key="second" className="chip">{t('desk.second', { name: incident.second_person })}</span>,
    // Before the answer this lasts a second or two with every press and says nothing.
    incident.state !== 'open' && !gone && incident.elder_knows === false && <span key="unaware" className="chip chip-amber">{t('desk.unaware')}</span>,
    list !== 'mine' && incident.state !== 'open' && !gone && <span key="by" className="quiet ellipsis">{t('desk.by', { name: by })}</span>,
  ].filter(Boolean)
  return (
    <li className="queue-item" data-severity={incident.severity} data-gone={gone} data-selected={selected} data-waiting={waitingSince(incident) !== undefined}>
      <button type="button" className="queue-row" onClick={onPick} aria-current={selected ? 'true' : undefined} data-incident={incident.id}>
        <Waited incident={incident} />
        <span className="queue-main">
          <span className="queue-line">
            <SeverityMark severity={incident.severity} label={false} />
            <b>{word(t, 'kind', incident.kind)}</b>
            <span className="ellipsis">{incident.elder_name || t('common.unknownPerson')}</span>
            {incident.elder_age ? <span className="num nowrap">{t('common.years', { count: incident.elder_age })}</span> : null}
          </span>
          <span className="queue-line queue-second">
            <span className="ellipsis">{placeOf(incident)}</span>
            {incident.elder_id ? <ReachMark reach={incident.reach} /> : <span className="chip">{t('desk.askWho')}</span>}
          </span>
          {chips.length > 0 && <span className="queue-line queue-second">{chips}</span>}
        </span>
        {first && <span className="queue-key"><Key>F2</Key></span>}
      </button>
    </li>
  )
}
