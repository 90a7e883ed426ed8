// The timeline as it is read: newest first, a run of the same press folded into one.
import type { IncidentFile } from '../../api/types'

type Line = NonNullable<IncidentFile['timeline']>[number]

export interface Fold { line: Line; times: number }

/** Newest first. Presses that follow each other become one line with their count and the newest time. */
export function fold(lines: Line[]): Fold[] {
  const folds: Fold[] = []
  for (const line of [...lines].reverse()) {
    const last = folds.at(-1)
    if (last && line.what === 'incident.pressed_again' && last.line.what === line.what) last.times++
    else folds.push({ line, times: 1 })
  }
  return folds
}
