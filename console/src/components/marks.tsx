// Marks carry shape, word and colour together, never colour alone.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentState, OrderState, Severity, WhereaboutsState } from '../api/types'
import { word } from '../i18n/word'

const SHAPES: Record<Severity, ReactNode> = {
  critical: <path d="M8 1 15 14H1z" fill="currentColor" />,
  warning: <path d="M8 1 15 8 8 15 1 8z" fill="currentColor" />,
  info: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2.5" />,
}
const TINTS: Record<Severity, string> = { critical: 'var(--alarm)', warning: 'var(--amber)', info: 'var(--blue)' }

export function SeverityMark({ severity, label = true }: { severity: Severity; label?: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="row nowrap" style={{ gap: 4, color: TINTS[severity], fontWeight: 600 }}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">{SHAPES[severity]}</svg>
      {label ? t(`severity.${severity}`) : <span className="hidden-visually">{t(`severity.${severity}`)}</span>}
    </span>
  )
}

const ORDER_TINT: Record<OrderState, string> = {
  requested: 'chip-amber', queued: 'chip-amber', assigned: 'chip-amber', accepted: 'chip-info', on_the_way: 'chip-info', arrived: 'chip-teal',
  completed: 'chip-good', cancelled: '', failed: 'chip-alarm',
}
export const OrderMark = ({ state }: { state: OrderState }) => {
  const { t } = useTranslation()
  return <span className={`chip ${ORDER_TINT[state]}`}>{t(`orderState.${state}`)}</span>
}

const INCIDENT_TINT: Record<IncidentState, string> = { open: 'chip-alarm', answered: 'chip-amber', dispatched: 'chip-info', arrived: 'chip-teal', closed: 'chip-good' }
export const IncidentMark = ({ state }: { state: IncidentState }) => {
  const { t } = useTranslation()
  return <span className={`chip ${INCIDENT_TINT[state]}`}>{t(`incidentState.${state}`)}</span>
}

export const WhereaboutsMark = ({ state: given }: { state: WhereaboutsState }) => {
  const { t } = useTranslation()
  const state = given || 'unknown'
  const tint = state === 'home' || state === 'center' ? 'chip-good' : state === 'lost' ? 'chip-alarm' : state === 'unknown' ? 'chip-amber' : 'chip-info'
  return <span className={`chip ${tint}`}>{t(`whereabouts.${state}`)}</span>
}

const REACH_SIGNS: Record<string, string> = { talk: '☎', device: '◉', message: '✉', send: '⇥', none: '？' }
/** How to reach the elder: the first line of the file. */
export function ReachMark({ reach }: { reach: string | undefined }) {
  const { t } = useTranslation()
  const code = reach || 'none'
  return (
    <span className={`chip ${code === 'send' ? 'chip-vital' : code === 'none' ? '' : 'chip-teal'}`}>
      <span aria-hidden="true">{REACH_SIGNS[code]}</span>
      {word(t, 'reach', code)}
    </span>
  )
}

export function Lamp({ state, label, title }: { state: string; label: string; title?: string }) {
  const { t } = useTranslation()
  const shape = state === 'up' ? 'up' : state === 'none' ? 'none' : 'down'
  return (
    <span className="row nowrap lamp" style={{ gap: 5, fontSize: 13, color: shape === 'down' ? 'var(--alarm)' : undefined, fontWeight: shape === 'down' ? 600 : 400 }} title={title}>
      <span className={`dot dot-${shape}`} aria-hidden="true" />
      {label}
      <span className={shape === 'up' ? 'hidden-visually' : `quiet lamp-${shape}`} style={{ color: 'inherit', fontSize: 12 }}>{word(t, 'lamp', shape)}</span>
    </span>
  )
}
