import { PhoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { elapsed } from '../../app/time'
import { Key } from '../../components/parts'
import { word } from '../../i18n/word'
import { useDuty } from './duty'
import { useKeys } from './keys'

const SILENT = ['send', 'device']

/** Below the actions: what is the matter now, and the one question to ask. */
export function Status({ incident, first }: { incident: IncidentFile; first: boolean }) {
  const { t } = useTranslation()
  const now = useNow()
  if (incident.state === 'closed') return null
  const { second, help } = incident
  const fire = incident.kind === 'smoke' || incident.kind === 'gas'
  const reach = incident.elder?.reach ?? incident.reach
  return (
    <div className="status">
      {incident.ringing && <RingsAgain incident={incident} first={first} />}
      {fire && <p className="chip-vital status-warn">{t('desk.callFirst')}</p>}
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
    </div>
  )
}

/** The elder pressed again after the answer: nobody closes over that. */
function RingsAgain({ incident, first }: { incident: IncidentFile; first: boolean }) {
  const { t } = useTranslation()
  const duty = useDuty()
  const answer = () => void duty.answer(incident.id)
  useKeys({ 'Alt+A': answer })
  return (
    <div className="rings-again" role="alert">
      <PhoneOutlined aria-hidden />
      <b className="grow">{t('desk.ringsAgain')}</b>
      <Button danger type="primary" aria-keyshortcuts="Alt+A" onClick={answer}>{t('desk.answer')} <Key>{first ? 'F2' : 'Alt A'}</Key></Button>
    </div>
  )
}
