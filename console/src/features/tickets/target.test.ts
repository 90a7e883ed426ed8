import { expect, test } from 'vitest'
import { judge } from './target'

test('a share is judged once it says something', () => {
  expect(judge({ n: 0, of: 0 }, 950)).toBeUndefined()
  expect(judge({ n: 9, of: 9 }, 950)).toBe('few')
  expect(judge({ n: 19, of: 20 }, 950)).toBe('met')
  expect(judge({ n: 18, of: 20 }, 950)).toBe('below')
  expect(judge({ n: 9, of: 10 }, 1000)).toBe('below')
})
