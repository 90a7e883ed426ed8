import { describe, expect, test } from 'vitest'
import { incident } from '../../test.nouns'
import { mostUrgent, news, settle, split, type Shown } from './queue'

const NOW = Date.parse('2026-11-23T08:10:00Z')
const at = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()
const ids = (rows: { id: string }[]) => rows.map((row) => row.id)

describe('the lists of the desk', () => {
  test('put priority first and then the oldest press', () => {
    const { waiting } = split([
      incident({ id: 'new', pressed_at: at(5) }),
      incident({ id: 'leak', severity: 'warning', pressed_at: at(600) }),
      incident({ id: 'old', pressed_at: at(50) }),
    ], 'me', NOW)
    expect(ids(waiting)).toEqual(['old', 'new', 'leak'])
  })

  test('keep waiting, mine and the others apart, and drop what is closed', () => {
    const lists = split([
      incident({ id: 'open' }),
      incident({ id: 'mine', state: 'dispatched', answered_by: 'me', ringing: false }),
      incident({ id: 'theirs', state: 'answered', answered_by: 'her', ringing: false }),
      incident({ id: 'over', state: 'closed', ringing: false }),
    ], 'me', NOW)
    expect([ids(lists.waiting), ids(lists.mine), ids(lists.others)]).toEqual([['open'], ['mine'], ['theirs']])
  })

  test('a press after the answer rings at its owner first and everywhere after 30 s', () => {
    const again = (seconds: number) => incident({ id: 'again', state: 'answered', answered_by: 'her', ringing: true, ringing_at: at(seconds) })
    expect(ids(split([again(29)], 'me', NOW).others)).toEqual(['again'])
    expect(ids(split([again(30)], 'me', NOW).waiting)).toEqual(['again'])
    expect(mostUrgent([again(1)], 'her', NOW)?.id).toBe('again')
  })

  test('F2 has nothing to answer when nothing rings', () => {
    expect(mostUrgent([incident({ state: 'answered', answered_by: 'me', ringing: false })], 'me', NOW)).toBeUndefined()
  })
})

describe('rows under a pointer', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => incident({ id })) as [ReturnType<typeof incident>, ReturnType<typeof incident>, ReturnType<typeof incident>]
  const shown: Shown[] = [{ incident: a, gone: false }, { incident: b, gone: false }]

  test('do not move: what is new joins at the end', () => {
    expect(settle(shown, [c, a, b], true).map((row) => row.incident.id)).toEqual(['a', 'b', 'c'])
  })

  test('keep the place of what has gone, and say so', () => {
    expect(settle(shown, [b], true).map((row) => [row.incident.id, row.gone])).toEqual([['a', true], ['b', false]])
  })

  test('show the newest state of what stays', () => {
    expect(settle(shown, [{ ...a, calls: 3 }, b], true)[0]?.incident.calls).toBe(3)
  })

  test('take their order again once the pointer has left', () => {
    expect(settle(shown, [c, b], false).map((row) => row.incident.id)).toEqual(['c', 'b'])
  })
})

describe('what is said aloud', () => {
  test('is the most urgent arrival', () => {
    const said = news([], [incident({ id: 'leak', severity: 'warning' }), incident({ id: 'sos' })], 'me')
    expect([said?.kind, said?.incident.id]).toEqual(['arrived', 'sos'])
  })

  test('is who answered, unless it was oneself', () => {
    const before = [incident({ id: 'x' })]
    expect(news(before, [incident({ id: 'x', state: 'answered', answered_by: 'her' })], 'me')?.kind).toBe('answered')
    expect(news(before, [incident({ id: 'x', state: 'answered', answered_by: 'me' })], 'me')).toBeUndefined()
  })

  test('is nothing at the first look', () => {
    expect(news(undefined, [incident({})], 'me')).toBeUndefined()
  })
})
