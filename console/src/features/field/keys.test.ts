import { expect, test } from 'vitest'
import type { HomeKey } from '../../api/types'
import { inHand, keyAfter } from './keys'
import type { KeyDone, Send } from './outbox'

const me = { id: 'w1', name: '样例护工' }
const key = (over: Partial<HomeKey> = {}): HomeKey => ({
  id: 'k1', household_id: 'h1', region_id: '990101001001', number: 'A-1', state: 'held', holder: { name: '站长样例' }, history: [], version: 1, elders: ['样例甲'], late: false, ...over,
})
const done = (what: KeyDone['what'], over: Partial<Send> = {}): Send => ({ key: what, staff: 'w1', order: 'o1', step: 'key', body: {}, at: Date.parse('2026-11-26T02:00:00Z'), tries: 0, keyed: { what, key: key() }, ...over })

test('a key is where the worker left it, and to be back in four hours', () => {
  expect(keyAfter(key(), [], me)).toEqual(key())
  expect(keyAfter(key(), [done('lent')], me).loan).toMatchObject({ staff_id: 'w1', order_id: 'o1', until: '2026-11-26T06:00:00.000Z' })
  expect(keyAfter(key({ state: 'sealed', seal: 'F-1' }), [done('opened'), done('lent')], me)).toMatchObject({ state: 'lent', seal: undefined })
  expect(keyAfter(key(), [done('lent'), done('came_back')], me)).toMatchObject({ state: 'held', loan: undefined })
  expect(keyAfter(key(), [done('lent', { refused: '已经借给别人' })], me).state).toBe('held')
})

test('in hand is what the server knows of and what was just taken, once', () => {
  const lent = key({ state: 'lent', loan: { to: me.name, staff_id: 'w1', at: '2026-11-26T01:00:00Z', until: '2026-11-26T05:00:00Z', by: 'w1' } })
  expect(inHand([lent], [], me).map((k) => k.id)).toEqual(['k1'])
  expect(inHand([], [done('lent')], me).map((k) => k.id)).toEqual(['k1'])
  expect(inHand([lent], [done('lent')], me).map((k) => k.id)).toEqual(['k1'])
  expect(inHand([lent], [done('came_back')], me)).toEqual([])
  expect(inHand([], [done('lent'), done('came_back')], me)).toEqual([])
  expect(inHand([], [done('lent', { refused: 'x' })], me)).toEqual([])
})
