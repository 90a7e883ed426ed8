import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import type { IncidentFile, Spot } from '../../api/types'
import { en } from '../../i18n/en'
import { zh } from '../../i18n/zh'
import { newestSpot, whereIs } from './where'

const NOW = Date.parse('2026-11-26T08:00:00Z')
const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()
const home = { lat: 33, lon: 117 }
const spot = (lat: number, minutes: number): Spot => ({ lat, lon: 117, accuracy: 12, at: at(minutes), device_id: 'w' })
const file = (change: Partial<IncidentFile>) => ({ kind: 'sos', household: home, ...change }) as IncidentFile
const away = { state: 'hospital' as const, place: '样例医院', since: at(600), by_name: '站长样例', phone: '0990-1', return_at: null, outside: false, device: false }

let t: typeof i18next.t
beforeAll(async () => {
  await i18next.init({ lng: 'zh', resources: { zh: { translation: zh }, en: { translation: en } }, interpolation: { escapeValue: false } })
  t = i18next.t
})

test('at home there is nothing to say', () => {
  expect(whereIs(t, file({}), undefined, NOW)).toEqual({ lines: [] })
  expect(whereIs(t, file({}), spot(33.001, 2), NOW)).toEqual({ lines: [] })
  expect(whereIs(t, file({}), spot(33.2, 90), NOW)).toEqual({ lines: [] }) // an old place away says nothing
})

test('the register says where, since when and by whom; the home is not where they are', () => {
  const where = whereIs(t, file({ away }), undefined, NOW)
  expect(where.home).toBe('away')
  expect(where.lines).toHaveLength(1)
  for (const part of ['住院', '样例医院', '11-26 06:00 起', '站长样例登记', '0990-1']) expect(where.lines[0]).toContain(part)
  expect(where.head).toContain('样例医院')
  expect(where.head).not.toContain('站长样例')
  expect(whereIs(i18next.getFixedT('en'), file({ away }), undefined, NOW).lines[0]).toMatch(/hospital.*since.*entered by/i)
})

test('a newer place away from home comes before the register, an older one or one at home after it', () => {
  const first = (s: Spot) => whereIs(t, file({ away }), s, NOW).lines.map((line) => line.includes('手表'))
  expect(first(spot(33.2, 5))).toEqual([true, false])
  expect(first(spot(33.2, 700))).toEqual([false])
  expect(first(spot(33.001, 5))).toEqual([false, true]) // left in a drawer, or back already
  expect(whereIs(t, file({ away }), spot(33.001, 5), NOW).home).toBe('unsure')
  expect(whereIs(t, file({}), spot(33.2, 5), NOW)).toMatchObject({ home: 'away', lines: [expect.stringContaining('33.20000')] })
})

test('a call from the home, an overdue return and nobody knowing leave the home open', () => {
  for (const doubt of [{ home_call: true }, { overdue: true, return_at: at(60) }, { state: 'unknown' as const }]) {
    expect(whereIs(t, file({ away: { ...away, ...doubt } }), undefined, NOW).home).toBe('unsure')
  }
})

test('whoever is lost is where they were seen last, then where the watch was, however old', () => {
  const { lines } = whereIs(t, file({ kind: 'lost', away: { ...away, state: 'lost' }, search: { seen: '河边', seen_at: at(40), seen_by: '样例', areas: [] } as unknown as IncidentFile['search'] }), spot(33.2, 700), NOW)
  expect(lines[0]).toContain('河边')
  expect(lines.at(-1)).toContain('手表')
})

test('the place of the call gives way to a newer one only', () => {
  const called = { location: { lat: 33.1, lon: 117 }, located_at: at(10) }
  expect(newestSpot(called as never, spot(33.2, 20))?.lat).toBe(33.1)
  expect(newestSpot(called as never, spot(33.2, 5))?.lat).toBe(33.2)
  expect(newestSpot({} as never, undefined)).toBeUndefined()
})
