import type { TFunction } from 'i18next'
import { expect, test } from 'vitest'
import type { Incident, IncidentFile } from '../../api/types'
import { readOut } from './readOut'
import { numbersFor, owed, perilOf, policeFirst, promised, unsafe } from './scene'

const incident = (change: Partial<Incident>): Incident => ({ kind: 'sos', state: 'answered', ...change }) as Incident
const refused = (call_by: string, done_at: string | null = null) => ({ said: '不要', witness: '样例', at: call_by, by: 'op', call_by, done_at })

test('smoke and gas are a peril until 119 says otherwise', () => {
  expect(perilOf(incident({ kind: 'gas' }))).toBe('gas')
  expect(perilOf(incident({ peril: 'co' }))).toBe('co')
  expect(unsafe(incident({}))).toBe(false)
  expect(unsafe(incident({ peril: 'smoke' }))).toBe(true)
  expect(unsafe(incident({ peril: 'smoke', safe: { who: '样例', at: '', by: 'op' } }))).toBe(false)
})

test('whoever is lost is told to the police first', () => {
  expect(policeFirst(incident({ kind: 'lost' }))).toBe(true)
  expect(policeFirst(incident({ kind: 'lost', help: ['110'] }))).toBe(false)
  expect(policeFirst(incident({}))).toBe(false)
})

test('what is owed is listed with the first due first', () => {
  const list = [incident({ id: 'b', refused: refused('2026-11-26T12:00:00Z') }), incident({ id: 'a', refused: refused('2026-11-26T11:00:00Z') }), incident({ id: 'c', refused: refused('2026-11-26T10:00:00Z', '2026-11-26T10:00:00Z') }), incident({ id: 'd' })]
  expect(promised(list).map((i) => i.id)).toEqual(['a', 'b'])
  expect(owed(list[2] as Incident)).toBe(false)
})

test('120 is dialled where the elder is', () => {
  const away = { since: null, return_at: null, outside: false, device: false }
  expect(numbersFor('120', undefined)).toEqual(['120'])
  expect(numbersFor('120', { ...away, state: 'staying' })).toEqual(['120'])
  expect(numbersFor('120', { ...away, state: 'staying', area_code: '0551' })).toEqual(['120', '0551-120']) // the button at home
  expect(numbersFor('110', { ...away, device: true, outside: true, area_code: '0551' })).toEqual(['0551-110'])
  expect(numbersFor('110', { ...away, area_code: '0551' })).toEqual(['0551-110', '110']) // as the host said
})

test('what is read to 120 says where the elder is, not where they live', () => {
  const t = ((key: string, values?: Record<string, string>) => (key === 'common.comma' ? '，' : [key, ...Object.values(values ?? {})].join(' '))) as unknown as TFunction
  const file = { kind: 'sos', village: '前进村', household: { directions: '红门' } } as IncidentFile
  const away = { since: null, return_at: null, outside: true, device: true, place: '女儿家', phone: '19900008899' }
  expect(readOut(t, file, 0)).toContain('红门')
  const read = readOut(t, { ...file, away, location: { lat: 31.8, lon: 117.2 } }, 0)
  expect(read).toContain('女儿家')
  expect(read).toContain('31.80000')
  expect(read).toContain('19900008899')
  expect(read).not.toContain('红门')
  const registered = { ...away, device: false, state: 'hospital' as const, since: null, place: '样例医院' }
  expect(readOut(t, { ...file, away: registered }, 0)).toMatch(/样例医院.*19900008899/)
  expect(readOut(t, { ...file, away: registered }, 0)).not.toContain('红门')
  // The button at home: somebody is there, though the register says otherwise; so is the home while a return is overdue.
  for (const doubt of [{ home_call: true }, { overdue: true }]) expect(readOut(t, { ...file, away: { ...registered, ...doubt } }, 0)).toMatch(/红门.*样例医院/)
  expect(readOut(t, { ...file, away: { ...away, device: false, place: '' } }, 0)).toContain('红门') // only the area code is known
})
