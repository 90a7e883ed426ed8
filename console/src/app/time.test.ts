import { describe, expect, test } from 'vitest'
import { ageOf, ago, clock, day, elapsed, fullStamp, levelOf, nearDay, never, shanghai, stamp } from './time'

test.each([
  [0, 0], [9_999, 0], [10_000, 1], [14_999, 1], [15_000, 2], [59_999, 2], [60_000, 3], [179_999, 3], [180_000, 4], [3_600_000, 4],
])('after %i ms the level of waiting is %i', (ms, level) => {
  expect(levelOf(ms)).toBe(level)
})

test.each([
  [0, '00:00'], [999, '00:00'], [61_000, '01:01'], [3_599_999, '59:59'], [3_600_000, '1:00:00'], [-5_000, '00:00'],
])('%i ms are shown as %s', (ms, text) => {
  expect(elapsed(ms)).toBe(text)
})

describe('the screen shows Asia/Shanghai', () => {
  test('whatever the zone of the console', () => {
    expect(clock('2026-11-23T16:30:05Z')).toBe('00:30:05')
    expect(stamp('2026-11-23T16:30:05Z', Date.parse('2026-12-01T00:00:00Z'))).toBe('11-24 00:30')
  })
})

test.each([
  [4_000, 'now', 0], [59_000, 'seconds', 59], [60_000, 'minutes', 1], [3_600_000, 'hours', 1], [47 * 3_600_000, 'hours', 47], [48 * 3_600_000, 'days', 2],
])('%i ms ago', (ms, unit, count) => {
  expect(ago(ms)).toEqual({ unit, count })
})

test('an age counts full years at the day in Shanghai', () => {
  const eve = Date.parse('2026-11-22T15:59:00Z') // 23:59 on the 22nd
  expect(ageOf('1940-11-23', eve)).toBe(85)
  expect(ageOf('1940-11-23', eve + 120_000)).toBe(86)
  expect(ageOf(undefined, eve)).toBeNull()
})

test('the zero time of the server is never', () => {
  expect(never('0001-01-01T00:00:00Z')).toBe(true)
  expect(never(null)).toBe(true)
  expect(never('2026-11-23T00:00:00Z')).toBe(false)
})

test('a stamp of another year says which', () => {
  expect(stamp('2025-12-31T16:30:00Z', Date.parse('2026-12-01T00:00:00Z'))).toBe('01-01 00:30')
  expect(stamp('2025-12-31T15:30:00Z', Date.parse('2026-12-01T00:00:00Z'))).toBe('2025-12-31 23:30')
})

test('today and tomorrow are those of Shanghai', () => {
  const now = Date.parse('2026-11-23T15:00:00Z') // 23:00
  expect(nearDay('2026-11-23T15:59:00Z', now)).toBe('today')
  expect(nearDay('2026-11-23T16:00:00Z', now)).toBe('tomorrow')
  expect(nearDay('2026-11-24T16:00:00Z', now)).toBeUndefined()
})

test('a time of Shanghai stays one', () => {
  const at = '2026-11-26T18:30:00Z' // half past two on the next day there
  expect(day(shanghai(at))).toBe('2026-11-27')
  expect(day(shanghai(at).add(1, 'day'))).toBe('2026-11-28')
  expect(fullStamp(shanghai(shanghai(at)))).toBe('2026-11-27 02:30:00')
})
