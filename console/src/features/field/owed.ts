import type { Account } from '../accounts/queries'

type Known = Pick<Account, 'left_fen' | 'advanced_fen'>

/**
 * What of the own part is left to collect, by what was noted on this phone and what the
 * server knows, as far as it was asked: the desk or whoever had the order before may have
 * collected already, and nobody pays twice.
 */
export const owed = (own: number, notedPaid: number, known?: Known): number => Math.max(0, Math.min(own - notedPaid, known?.left_fen ?? own))

/** What of the limit is used by advances. */
export const used = (noted: { ahead: number; laidOut: number }, known?: Known): number => Math.max(noted.ahead + noted.laidOut, known?.advanced_fen ?? 0)
