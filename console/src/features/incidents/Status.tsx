import { PhoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { elapsed } from '../../app/time'
import { Key } from '../../components/parts'
import { word } from '../../i18n/word'
import type { Act } from './act'
import { useDuty } from './duty'
import { FirstAid } from './FirstAid'
import { ForcedCard } from './ForcedCard'
import { LastPlace } from './LastPlace'
import { Questions } from './Questions'
import { SearchCard } from './SearchCard'
import { Urgent } from './Urgent'

const SILENT = ['send', 'device']

/** Below the actions: what is the matter now, and the one question to ask. */
export function Status({ incident, first, act }: { incident: IncidentFile; first: boolean; act: Act }) {
  const { t } = useTranslation()
  const now = useNow()
  if (incident.state === 'closed') return null
  const { second, help } = incident
  const reach = incident.elder?.reach ?? incident.reach
  return (
    <div className="status">
      {incident.ringing && <RingsAgain incident={incident} first={first} />}
      {incident.act_by && !incident.ringing && <ActBy at={incident.act_by} />}
      <Urgent incident={incident} act={act} />
      <LastPlace incident={incident} />
      <SearchCard incident={incident} act={act} />
      <ForcedCard incident={incident} act={act} />
      {(second.step > 0 || Boolean(help?.length)) && (
        <p className="row wrap">
          {second.step > 0 && (
            <span className="chip chip-amber num">
              {t('desk.second_ladder', { n: second.step })}{second.next_at && ` · ${t('desk.ladderNext', { for: elapsed(Date.parse(second.next_at) - now) })}`}
            </span>
          )}
          {(help ?? []).map((what) => <span key={what} className="chip chip-info">{t('desk.helpOnWay', { what: word(t, 'help', what) })}</span>)}
        </p>
      )}
      <p className="script">
        <b>{t('desk.script')}</b> {word(t, 'script', incident.kind)}
        {reach && SILENT.includes(reach) && <em> {t('script.silent')}</em>}
      </p>
      <FirstAid kind={incident.kind} />
      <Questions incident={incident} act={act} />
    </div>
  )
}

const SOON = 60_000

/** The last minute before it rings again, for everybody, because nothing was done on it. */
function ActBy({ at }: { at: string }) {
  const { t } = useTranslation()
  const left = Date.parse(at) - useNow()
  if (left > SOON) return null
  return <p><span className="chip chip-amber num">{t('desk.actBy', { for: elapsed(Math.max(left, 0)) })}</span></p>
}

/** What made it ring after the answer, besides a press. */
const WHY = ['incident.pressed_again', 'incident.alert_joined', 'incident.nobody_acted', 'incident.second_call_due', 'incident.second_call_late', 'incident.nobody_on_the_way', 'incident.said_enough']

/** It rings after the answer, mostly because the elder pressed again: nobody closes over that. */
function RingsAgain({ incident, first }: { incident: IncidentFile; first: boolean }) {
  const { t } = useTranslation()
  const duty = useDuty()
  const answer = () => void duty.answer(incident.id)
  const why = (incident.timeline ?? []).findLast((line) => WHY.includes(line.what))?.what
  const words = why && why !== 'incident.pressed_again' ? t('desk.ringsFor', { why: word(t, 'what', why) }) : t('desk.ringsAgain')
  return (
    <div className="rings-again" role="alert">
      <PhoneOutlined aria-hidden />
      <b className="grow">{words}</b>
      <Button danger type="primary" aria-keyshortcuts="Alt+A" onClick={answer}>{t('desk.answer')} <Key>{first ? 'F2' : 'Alt A'}</Key></Button>
    </div>
  )
}
