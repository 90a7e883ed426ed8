import { useTranslation } from 'react-i18next'
import type { Incident } from '../../api/types'
import { useNow } from '../../app/clock'
import { elapsed, levelOf, type Level } from '../../app/time'

const LIMITS: Record<Level, string> = { 0: '', 1: '>10s', 2: '>15s', 3: '>1m', 4: '>3m' }

/** The time since the press, large and from the server's clock. It has levels only while somebody waits. */
export function Waited({ incident, size = 'row' }: { incident: Incident; size?: 'row' | 'file' }) {
  const { t } = useTranslation()
  const now = useNow()
  const since = now - Date.parse(incident.pressed_at)
  const waiting = incident.state === 'open'
  const level = waiting ? levelOf(since) : 0
  return (
    <span className={`waited waited-${size} num`} data-level={waiting ? level : 'calm'} title={t('desk.sincePress')}>
      <b>{elapsed(since)}</b>
      <small>{waiting ? LIMITS[level] || ' ' : t(`incidentState.${incident.state}`)}</small>
    </span>
  )
}
