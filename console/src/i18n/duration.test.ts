import { expect, test } from 'vitest'
import i18n from '.'
import { duration } from './duration'

test.each([
  ['15m', '15 分钟'], ['1h', '1 小时'], ['1h30m0s', '1 小时 30 分钟'], ['2d', '2 天'], ['', ''], ['soon', 'soon'],
])('%s is read as %s', (text, words) => {
  expect(duration(i18n.t, text)).toBe(words)
})
