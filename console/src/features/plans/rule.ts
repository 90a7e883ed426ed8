// Recurrence rules as people choose them: every day, on days of the week, on a day of
// the month. Any other rule of RFC 5545 is kept as it is written.

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export interface Rule {
  every: 'day' | 'week' | 'month'
  days: Weekday[]
  /** Which one of the month's weekdays, -1 the last; else the day of the month. */
  nth?: number
  dayOfMonth?: number
}

/** The rule in these words; undefined when it says more than they can. */
export function readRule(text: string): Rule | undefined {
  const parts = new Map(text.split(';').map((part) => part.split('=') as [string, string]))
  const freq = parts.get('FREQ')
  const by = parts.get('BYDAY')
  const size = parts.size
  if (freq === 'DAILY' && size === 1) return { every: 'day', days: [] }
  if (freq === 'WEEKLY' && by && size === 2) {
    const days = by.split(',')
    return days.every((d) => WEEKDAYS.includes(d as Weekday)) ? { every: 'week', days: days as Weekday[] } : undefined
  }
  if (freq === 'MONTHLY' && by && size === 2) {
    const found = /^(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)$/.exec(by)
    return found ? { every: 'month', days: [found[2] as Weekday], nth: Number(found[1]) } : undefined
  }
  const date = Number(parts.get('BYMONTHDAY'))
  if (freq === 'MONTHLY' && size === 2 && date >= 1 && date <= 31) return { every: 'month', days: [], dayOfMonth: date }
  return undefined
}

export function writeRule(rule: Rule): string {
  if (rule.every === 'day') return 'FREQ=DAILY'
  if (rule.every === 'week') return `FREQ=WEEKLY;BYDAY=${WEEKDAYS.filter((d) => rule.days.includes(d)).join(',')}`
  return rule.nth === undefined ? `FREQ=MONTHLY;BYMONTHDAY=${rule.dayOfMonth ?? 1}` : `FREQ=MONTHLY;BYDAY=${rule.nth}${rule.days[0] ?? 'MO'}`
}
