// What hour it is where a contact lives, and whether it is one to ring. The server
// decides by the same table: care/testdata/contact_hours.json is the test of both.

export interface Ringable { times?: { days?: number[] | null; from: string; to: string }[] | null; time_zone?: string }

const HERE = 'Asia/Shanghai'

/** The hours of somebody in another zone who named none. */
const ELSEWHERE = [{ days: [], from: '07:00', to: '22:00' }]

interface There { minute: number; day: number; clock: string }

/** The contact's own clock; a zone that nobody knows is here. */
export function there(zone: string | undefined, now: number): There {
  let format: Intl.DateTimeFormat
  const want = { hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' } as const
  try {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone || HERE, ...want })
  } catch {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: HERE, ...want })
  }
  const parts = Object.fromEntries(format.formatToParts(now).map((p) => [p.type, p.value]))
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '') + 1
  return { minute: Number(parts.hour) * 60 + Number(parts.minute), day, clock: `${parts.hour}:${parts.minute}` }
}

const minuteOf = (text: string) => (/^\d{2}:\d{2}$/.test(text) ? Number(text.slice(0, 2)) * 60 + Number(text.slice(3)) : -1)

/** Whether the contact may be rung now. It only says who is rung first, and greys: nobody is ever left out. */
export function awake(contact: Ringable, now: number): boolean {
  const times = contact.times?.length ? contact.times : contact.time_zone ? ELSEWHERE : []
  if (times.length === 0) return true
  const { minute, day } = there(contact.time_zone, now)
  const yesterday = ((day + 5) % 7) + 1
  return times.some((t) => {
    const from = minuteOf(t.from)
    const to = minuteOf(t.to)
    const on = (d: number) => !t.days?.length || t.days.includes(d)
    if (from < 0 || to < 0) return true
    if (from < to) return on(day) && from <= minute && minute < to
    return (on(day) && minute >= from) || (on(yesterday) && minute < to)
  })
}
