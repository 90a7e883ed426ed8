import { expect, test } from 'vitest'
import { moved } from './order'

test.each([
  [0, 2, 'bcad'], [3, 0, 'dabc'], [1, 1, 'abcd'], [0, 9, 'bcda'], [2, -1, 'cabd'], [7, 0, 'abcd'],
])('taking the one at %i to %i', (from, to, want) => {
  expect(moved([...'abcd'], from, to).join('')).toBe(want)
})
