import type { Minutes } from '../../api/types'

/** Why homes were not protected, in the order of the tables. */
export const CAUSES = ['battery', 'gateway', 'power', 'network', 'platform', 'away', 'button'] as const

/** All minutes that were counted. */
export const total = (m: Minutes) => m.protected + m.unprotected + m.unknown

export interface Parts { ok: number; lost: number; unknown: number }

/** How a day is drawn, in percent. What was lost shows even when it was a minute, and no rounding makes a day look well that was not. */
export function parts(m: Minutes): Parts {
  const of = total(m)
  if (of === 0) return { ok: 0, lost: 0, unknown: 0 }
  const seen = (n: number) => (n === 0 ? 0 : Math.max(8, (n / of) * 100))
  const lost = seen(m.unprotected)
  const unknown = Math.min(seen(m.unknown), 100 - lost)
  return { ok: 100 - lost - unknown, lost, unknown }
}
