import { expect, test } from 'vitest'
import { gapText, type Dose, type Need } from './medicine'
import type { Send } from '../field/outbox'
import { asLeft, needsOf, peopleOf, present, slotsOf } from './slots'

const dose = (clock: string, more: Partial<Dose> = {}): Dose => ({
  medicine_id: 'm', due_at: `2026-11-23T${clock}:00+08:00`, clock, kind: 'medicine', name: '样例片', double_check: false, elder_id: 'e1', elder_name: '样例甲', room: '101', bed: 'A',
  state: 'open', at: null, entered_at: null, ...more,
})
const at = (clock: string) => Date.parse(`2026-11-23T${clock}:00+08:00`)

test('a day is a list of instants, and somebody away leaves nothing to do', () => {
  const slots = slotsOf([dose('18:00'), dose('08:00', { state: 'given' }), dose('08:00', { away: 'hospital', elder_id: 'e2' }), dose('12:00', { state: 'checking' })])
  expect(slots.map((s) => [s.clock, s.doses.length, s.open])).toEqual([['08:00', 2, 0], ['12:00', 1, 1], ['18:00', 1, 1]])
})

test('whoever opens the list begins with what is late, then with what is next', () => {
  const slots = slotsOf([dose('08:00'), dose('12:00'), dose('18:00')])
  expect(present(slots, at('07:00'))?.clock).toBe('08:00')
  expect(present(slots, at('12:10'))?.clock).toBe('08:00')
  const done = slotsOf([dose('08:00', { state: 'given' }), dose('12:00', { state: 'refused' }), dose('18:00')])
  expect(present(done, at('12:10'))?.clock).toBe('18:00')
  expect(present(slotsOf([dose('08:00', { state: 'given' })]), at('20:00'))?.clock).toBe('08:00')
  expect(present([], at('20:00'))).toBeUndefined()
})

test('one person is one card', () => {
  const people = peopleOf([dose('08:00'), dose('08:00', { medicine_id: 'n' }), dose('08:00', { elder_id: 'e2', elder_name: '样例乙', away: 'leave' })])
  expect(people.map((p) => [p.name, p.place, p.doses.length, p.away])).toEqual([['样例甲', '101-A', 2, undefined], ['样例乙', '101-A', 1, 'leave']])
})

test('what was said on this phone counts here, and says that it is not uploaded', () => {
  const me = { id: 'w1', name: '样例护士' }
  const said = (act: 'give' | 'refuse' | 'miss' | 'undo', over: Partial<Send> = {}): Send => ({
    key: act, staff: 'w1', order: 'x', step: 'dose', body: {}, at: at('08:05'), tries: 0, said: { act, dose: { ...dose('08:00') }, reason: act === 'refuse' ? '睡着了' : undefined }, ...over,
  })
  const seen = (sends: Send[], is: Partial<Dose> = {}) => {
    const [d] = asLeft([dose('08:00', is), dose('12:00')], sends, me)
    return [d?.state, d?.unsent, d?.by_name, d?.reason]
  }
  expect(seen([])).toEqual(['open', undefined, undefined, undefined])
  expect(seen([said('give')])).toEqual(['given', true, '样例护士', undefined])
  expect(seen([said('refuse')])).toEqual(['refused', true, '样例护士', '睡着了'])
  expect(seen([said('give'), said('undo')])).toEqual(['open', true, undefined, undefined])
  expect(seen([said('undo')], { state: 'given', by: 'w1' })).toEqual(['open', true, undefined, undefined]) // the giving arrived, taking it back did not
  expect(seen([said('give'), said('undo'), said('miss')])[0]).toBe('missed')
  expect(seen([said('give', { refused: '住院中' })])[0]).toBe('open')
  expect(asLeft([dose('12:00')], [said('give')], me)[0]?.state).toBe('open')
})

test('what is given as needed stands by person, with how often it may be', () => {
  const need = (more: Partial<Need>): Need => ({ medicine_id: 'm', name: '样例止痛片', dose: '一片', double_check: false, gap_minutes: 240, elder_id: 'e1', elder_name: '样例甲', room: '101', bed: 'A', last_at: null, from: null, today: 0, ...more })
  expect(needsOf([need({}), need({ medicine_id: 'n' }), need({ elder_id: 'e2', elder_name: '样例乙', away: 'leave' })]).map((p) => [p.name, p.place, p.needs.length, p.away])).toEqual([['样例甲', '101-A', 2, undefined], ['样例乙', '101-A', 1, 'leave']])
  const t = ((key: string, values?: { n: number }) => (values ? `${key.split('.').pop()} ${values.n}` : ', ')) as unknown as Parameters<typeof gapText>[0]
  expect(gapText(t, { gap_minutes: 240, day_most: 3 })).toBe('gapHours 4, most 3')
  expect(gapText(t, { gap_minutes: 5 })).toBe('gapMinutes 5')
})
