import type { VisitAsked } from '../../api/types'

type Check = VisitAsked['pre_checks'][number]

/** What was typed as a number; undefined for none. */
export function measured(text: string | undefined): number | undefined {
  if (!text?.trim()) return undefined
  const value = Number(text.trim().replace('，', '.').replace(',', '.'))
  return Number.isFinite(value) ? value : undefined
}

/** Whether a measurement allows to begin; undefined while nothing was measured. */
export function allows(check: Check, text: string | undefined): boolean | undefined {
  const value = measured(text)
  if (value === undefined) return undefined
  return (check.min == null || value >= check.min) && (check.max == null || value <= check.max)
}

/** The bounds as people read them. */
export const bounds = ({ min, max, unit }: Check): string =>
  `${min != null && max != null ? `${min}–${max}` : min != null ? `≥ ${min}` : max != null ? `≤ ${max}` : ''} ${unit}`.trim()
