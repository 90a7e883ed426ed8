// A week as a grid: a row for each post, a column for each day.
import { shanghai } from '../../app/time'
import type { Hole, Post, Week, WeekShift } from './queries'

export interface Cell { day: string; shifts: WeekShift[]; holes: Hole[] }
export interface Row { post: Post; cells: Cell[] }

const COUNTY: Post[] = ['seat', 'night', 'supervisor', 'county_desk']
const TOWNSHIP: Post[] = ['township_duty', 'station_keeper']

/** The posts of a region by the length of its code: 6 digits are a county. */
export const postsOf = (region: string): Post[] => (region.length === 6 ? COUNTY : TOWNSHIP)

export const plusDays = (day: string, n: number): string => {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + n)
  return at.toISOString().slice(0, 10)
}

export const daysOf = (monday: string): string[] => Array.from({ length: 7 }, (_, n) => plusDays(monday, n))

/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: string): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1

export function rowsOf(week: Week): Row[] {
  return postsOf(week.region_id).map((post) => ({
    post,
    cells: daysOf(week.monday).map((day) => ({
      day,
      shifts: week.shifts.filter((s) => s.post === post && s.day === day),
      holes: week.holes.filter((h) => h.post === post && h.day === day),
    })),
  }))
}

/** From and to of a hole as people write them; the end of a day is 24:00. */
export function holeClock(hole: Hole): { from: string; to: string; whole: boolean } {
  const from = shanghai(hole.from).format('HH:mm')
  const end = shanghai(hole.to).format('HH:mm')
  const to = end === '00:00' ? '24:00' : end
  return { from, to, whole: from === '00:00' && to === '24:00' }
}

/** Where an arrow leads in a grid of rows by seven days. */
export function stepOf(key: string, at: { row: number; day: number }, rows: number): { row: number; day: number } | undefined {
  const step = ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -at.day], End: [0, 6 - at.day] } as Record<string, [number, number]>)[key]
  if (!step) return undefined
  const row = at.row + step[0]
  const day = at.day + step[1]
  return row < 0 || row >= rows || day < 0 || day > 6 ? at : { row, day }
}
