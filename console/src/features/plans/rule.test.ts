import { expect, test } from 'vitest'
import { readRule, writeRule } from './rule'

test('rules that people choose go to the server and back', () => {
  for (const text of ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=TU', 'FREQ=WEEKLY;BYDAY=MO,WE,FR', 'FREQ=MONTHLY;BYDAY=2WE', 'FREQ=MONTHLY;BYDAY=-1TU', 'FREQ=MONTHLY;BYMONTHDAY=15']) {
    const rule = readRule(text)
    expect(rule && writeRule(rule), text).toBe(text)
  }
})

test('what these words cannot say is left as it is written', () => {
  for (const text of ['FREQ=DAILY;INTERVAL=2', 'FREQ=WEEKLY', 'FREQ=YEARLY;BYMONTH=2', 'FREQ=MONTHLY;BYDAY=5MO', 'FREQ=MONTHLY;BYMONTHDAY=99', 'nonsense']) expect(readRule(text), text).toBeUndefined()
})
