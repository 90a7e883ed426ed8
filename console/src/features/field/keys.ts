// The keys of a home as the worker has left them, uploaded or not.
import type { HomeKey } from '../../api/types'
import type { Send } from './outbox'

/** For how long a key is lent when nothing else is said. */
const USUAL = 4 * 3_600_000

export interface Me { id: string; name: string }

/** One key after what was done with it on this phone. */
export function keyAfter(key: HomeKey, sends: Send[], me: Me): HomeKey {
  return sends.filter((s) => s.keyed?.key.id === key.id && !s.refused).reduce<HomeKey>((k, { keyed, at, order }) => {
    switch (keyed?.what) {
      case 'opened': return { ...k, state: 'held', seal: undefined }
      case 'lent': return { ...k, state: 'lent', late: false, loan: { to: me.name, staff_id: me.id, order_id: order, at: new Date(at).toISOString(), by: me.id, until: new Date(at + USUAL).toISOString() } }
      case 'came_back': return { ...k, state: 'held', late: false, loan: undefined }
      default: return k
    }
  }, key)
}

/** The keys that are in the worker's own hands: those that the server knows of, and those just taken. */
export function inHand(known: HomeKey[], sends: Send[], me: Me): HomeKey[] {
  const taken = sends.flatMap((s) => (s.keyed && !s.refused && !known.some((k) => k.id === s.keyed?.key.id) ? [s.keyed.key] : []))
  const all = [...known, ...taken.filter((k, i) => taken.findIndex((o) => o.id === k.id) === i)]
  return all.map((k) => keyAfter(k, sends, me)).filter((k) => k.loan?.staff_id === me.id)
}
