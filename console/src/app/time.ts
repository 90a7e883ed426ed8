// Times as people read them. The screen always shows Asia/Shanghai, whatever the
// console's own zone; China has had no daylight saving since 1991.
import dayjs, { type Dayjs } from 'dayjs'
import utc from 'dayjs/plugin/utc'
import { serverNow } from './clock'

dayjs.extend(utc)

type Instant = string | number | Dayjs | null | undefined

// By its milliseconds: dayjs loses the offset of a time that has one already.
export const shanghai = (at: Instant) => dayjs(dayjs.isDayjs(at) ? at.valueOf() : at ?? undefined).utcOffset(8 * 60)

export const clock = (at: Instant) => (at ? shanghai(at).format('HH:mm:ss') : '—')
export const day = (at: Instant) => (at ? shanghai(at).format('YYYY-MM-DD') : '—')
/** Day and minute; with the year when it is another one. */
export function stamp(at: Instant, now = serverNow()): string {
  if (!at) return '—'
  const then = shanghai(at)
  return then.format(then.year() === shanghai(now).year() ? 'MM-DD HH:mm' : 'YYYY-MM-DD HH:mm')
}
export const fullStamp = (at: Instant) => (at ? shanghai(at).format('YYYY-MM-DD HH:mm:ss') : '—')

/** Go writes the year 1 for "never". */
export const never = (at: string | null | undefined) => !at || at.startsWith('0001-')

/** mm:ss, or h:mm:ss from an hour on: how long somebody has waited. */
export function elapsed(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(total / 3600)
  const rest = `${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** The levels of waiting: 95 % within 15 s, 60 s, and 180 s that needs a written exception. */
export type Level = 0 | 1 | 2 | 3 | 4

export function levelOf(milliseconds: number): Level {
  const s = milliseconds / 1000
  if (s >= 180) return 4
  if (s >= 60) return 3
  if (s >= 15) return 2
  if (s >= 10) return 1
  return 0
}

export interface Ago { unit: 'now' | 'seconds' | 'minutes' | 'hours' | 'days'; count: number }

/** How old something is, in the largest unit that still says something. */
export function ago(milliseconds: number): Ago {
  const s = Math.max(0, Math.floor(milliseconds / 1000))
  if (s < 5) return { unit: 'now', count: 0 }
  if (s < 60) return { unit: 'seconds', count: s }
  if (s < 3600) return { unit: 'minutes', count: Math.floor(s / 60) }
  if (s < 48 * 3600) return { unit: 'hours', count: Math.floor(s / 3600) }
  return { unit: 'days', count: Math.floor(s / 86400) }
}

/** The day of an instant as seen from now, when a word says it better than a date. */
export function nearDay(at: Instant, now: number): 'today' | 'tomorrow' | undefined {
  const days = shanghai(at).startOf('day').diff(shanghai(now).startOf('day'), 'day')
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : undefined
}

/** Full years between a birth date and an instant; null when unknown. */
export function ageOf(birthDate: string | undefined, at: number): number | null {
  const born = birthDate ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthDate) : null
  if (!born) return null
  const today = shanghai(at)
  const years = today.year() - Number(born[1])
  const before = today.month() + 1 < Number(born[2]) || (today.month() + 1 === Number(born[2]) && today.date() < Number(born[3]))
  return before ? years - 1 : years
}
