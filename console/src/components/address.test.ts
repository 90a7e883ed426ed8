import { expect, test } from 'vitest'
import { addressOf } from './address'

test.each([
  [['龙泉乡', '胡营村', '6组', '龙泉乡胡营村6组71号'], '龙泉乡胡营村6组71号'],
  [['开发区', '高岗社区', '3组', '村部东 18 号'], '开发区 · 高岗社区 · 3组 · 村部东 18 号'],
  [['清河镇', undefined, '', '清河镇智慧养老示范院'], '清河镇智慧养老示范院'],
  [['大李村', '大李村'], '大李村'],
  [[], ''],
])('%j is said as %s', (parts, text) => {
  expect(addressOf(parts)).toBe(text)
})
