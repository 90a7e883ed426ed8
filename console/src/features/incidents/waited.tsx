import { useTranslation } from 'react-i18next'
import type { Incident } from '../../api/types'
import { useNow } from '../../app/clock'
import { elapsed, levelOf } from '../../app/time'
import { waitingSince } from './queue'

/**
 * The time since the press, large and from the server's clock. It has levels only
 * while somebody waits: until the answer, and again when the elder presses again.
 */
export function Waited({ incident, size = 'row' }: { incident: Incident; size?: 'row' | 'file' }) {
  const { t } = useTranslation()
  const now = useNow()
  const waiting = waitingSince(incident)
  const level = waiting === undefined ? undefined : levelOf(now - waiting)
  const again = waiting !== undefined && incident.state !== 'open'
  const from = size === 'row' && again ? waiting : Date.parse(incident.pressed_at)
  const limit = level ? t(`desk.limit.${level}`) : ''
  const words = size === 'file' ? t('desk.sincePress') : again ? t('desk.ringAgain') : waiting === undefined ? t(`incidentState.${incident.state}`) : limit
  return (
    <span className={`waited waited-${size} num`} data-level={level ?? 'calm'} title={t('desk.sincePress')}>
      <b>{elapsed(now - from)}</b>
      <small>{words || ' '}</small>
    </span>
  )
}
