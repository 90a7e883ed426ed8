import { expect, test } from 'vitest'
import { daysOf, holeClock, plusDays, rowsOf, stepOf, weekdayOf } from './grid'
import type { Week } from './queries'

test('a week is a row for each post and a column for each day', () => {
  const week = {
    region_id: '990101', name: '样例县', monday: '2026-11-23', standing: [],
    shifts: [{ duty_id: 'd', post: 'supervisor', day: '2026-11-26', name: '样例', staff_id: 'sup', from: '2026-11-26T00:00:00Z', to: '2026-11-26T12:00:00Z', weekly: true, clock: '08:00–20:00' }],
    holes: [{ post: 'supervisor', region_id: '990101', day: '2026-11-27', from: '2026-11-26T16:00:00Z', to: '2026-11-27T16:00:00Z' }],
  } as unknown as Week
  const rows = rowsOf(week)
  expect(rows.map((r) => r.post)).toEqual(['seat', 'night', 'supervisor', 'county_desk'])
  expect(rows[2]?.cells.map((c) => c.shifts.length)).toEqual([0, 0, 0, 1, 0, 0, 0])
  expect(rows[2]?.cells.map((c) => c.holes.length)).toEqual([0, 0, 0, 0, 1, 0, 0])
  expect(rowsOf({ ...week, region_id: '990101001' }).map((r) => r.post)).toEqual(['township_duty', 'station_keeper'])
})

test('days go over months and years', () => {
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(daysOf('2026-11-30')[6]).toBe('2026-12-06')
  expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29')]).toEqual([1, 7])
})

test('a hole says its times, and the whole day', () => {
  const hole = { post: 'seat' as const, region_id: '990101', day: '2026-11-26' }
  expect(holeClock({ ...hole, from: '2026-11-26T12:00:00Z', to: '2026-11-26T16:00:00Z' })).toEqual({ from: '20:00', to: '24:00', whole: false })
  expect(holeClock({ ...hole, from: '2026-11-25T16:00:00Z', to: '2026-11-26T16:00:00Z' }).whole).toBe(true)
})

test('arrows stay inside the grid', () => {
  expect(stepOf('ArrowDown', { row: 0, day: 3 }, 4)).toEqual({ row: 1, day: 3 })
  expect(stepOf('ArrowDown', { row: 3, day: 3 }, 4)).toEqual({ row: 3, day: 3 })
  expect(stepOf('ArrowLeft', { row: 0, day: 0 }, 4)).toEqual({ row: 0, day: 0 })
  expect(stepOf('End', { row: 1, day: 2 }, 4)).toEqual({ row: 1, day: 6 })
  expect(stepOf('a', { row: 0, day: 0 }, 4)).toBeUndefined()
})
