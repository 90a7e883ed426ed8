import { expect, test } from 'vitest'
import { standing, toGroup } from './standing'

const early = '2026-11-23T04:00:00Z', late = '2026-11-23T05:00:00Z'

test.each([
  ['nothing set up, whatever was', { set_up: false, taken_at: late, failed_at: null }, 'unset'],
  ['never used', { set_up: true, taken_at: null, failed_at: null }, 'never'],
  ['worked only', { set_up: true, taken_at: early, failed_at: null }, 'works'],
  ['worked again', { set_up: true, taken_at: late, failed_at: early }, 'works'],
  ['failed since', { set_up: true, taken_at: early, failed_at: late }, 'fails'],
  ['failed only', { set_up: true, taken_at: null, failed_at: late }, 'fails'],
] as const)('a channel: %s', (_, channel, want) => {
  expect(standing(channel)).toBe(want)
})

test('only the groups need no receiver for a test', () => {
  expect((['voice', 'sms', 'webhook', 'wecom', 'dingtalk', 'mail'] as const).filter(toGroup)).toEqual(['wecom', 'dingtalk'])
})
