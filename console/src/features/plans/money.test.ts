import { expect, test } from 'vitest'
import { fenOf, yuan } from './money'

test('money goes to the screen and back without losing a cent', () => {
  expect([yuan(0), yuan(1200), yuan(1205), yuan(5)]).toEqual(['0', '12', '12.05', '0.05'])
  expect([fenOf('12.05'), fenOf(8), fenOf('1.1'), fenOf(''), fenOf('x'), fenOf(null)]).toEqual([1205, 800, 110, undefined, undefined, undefined])
})
