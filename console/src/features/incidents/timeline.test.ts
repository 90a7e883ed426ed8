import { expect, test } from 'vitest'
import { fold } from './timeline'

const line = (what: string, at: string) => ({ what: `incident.${what}`, at, by: 'system', note: '' })

test('the newest line comes first', () => {
  expect(fold([line('opened', '1'), line('answered', '2')]).map((f) => f.line.at)).toEqual(['2', '1'])
})

test('a run of presses is one line with the newest time and a count', () => {
  const folds = fold([line('opened', '1'), line('pressed_again', '2'), line('pressed_again', '3'), line('answered', '4'), line('pressed_again', '5')])
  expect(folds.map((f) => [f.line.at, f.times])).toEqual([['5', 1], ['4', 1], ['3', 2], ['1', 1]])
})

test('two notes stay two notes', () => {
  expect(fold([line('noted', '1'), line('noted', '2')])).toHaveLength(2)
})
