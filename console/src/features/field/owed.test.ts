import { expect, test } from 'vitest'
import { owed, used } from './owed'

test('nobody pays the own part twice', () => {
  expect(owed(5000, 0)).toBe(5000) // no signal: by what this phone noted
  expect(owed(5000, 2000)).toBe(3000)
  expect(owed(5000, 0, { left_fen: 0, advanced_fen: 0 })).toBe(0) // the desk collected
  expect(owed(5000, 2000, { left_fen: 5000, advanced_fen: 0 })).toBe(3000) // noted here, not uploaded yet
  expect(owed(5000, 5000, { left_fen: 5000, advanced_fen: 0 })).toBe(0)
})

test('advances of whoever had the order before count', () => {
  expect(used({ ahead: 0, laidOut: 0 }, { left_fen: 0, advanced_fen: 15000 })).toBe(15000)
  expect(used({ ahead: 10000, laidOut: 2000 }, { left_fen: 0, advanced_fen: 0 })).toBe(12000)
  expect(used({ ahead: 0, laidOut: 0 })).toBe(0)
})
