import { expect, test } from 'vitest'
import { levelsOf } from './topic'

test('levels are counted as the platform counts them', () => {
  expect(levelsOf('')).toEqual([])
  expect(levelsOf('old/gw1/卫生间 拉绳')).toEqual(['old', 'gw1', '卫生间 拉绳'])
  expect(levelsOf('/sys/pk')).toEqual(['', 'sys', 'pk'])
})
