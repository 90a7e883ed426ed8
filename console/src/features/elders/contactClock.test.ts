import { expect, test } from 'vitest'
import cases from '../../../../care/testdata/contact_hours.json'
import { awake, there } from './contactClock'

test.each(cases)('$name', (one) => {
  const now = Date.parse(one.at)
  expect(awake(one.contact, now)).toBe(one.awake)
  expect(there(one.contact.time_zone, now).clock).toBe(one.clock)
})
