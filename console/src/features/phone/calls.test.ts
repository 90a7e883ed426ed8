import { describe, expect, test } from 'vitest'
import type { PhoneCall } from '../../api/types'
import { concerning, spaced } from './calls'

const call = (c: Partial<PhoneCall>): PhoneCall => ({ id: 'c', direction: 'in', state: 'ringing', number: '13900000005', at: '2026-11-23T04:00:00Z', callers: [], ...c }) as PhoneCall

describe('what concerns a desk', () => {
  const mine = (calls: Partial<PhoneCall>[]) => concerning(calls.map(call), 'op1', '1').map((c) => c.id)

  test('is what rings everywhere or here, and what is spoken here', () => {
    expect(mine([
      { id: 'spoken', state: 'answered', by: 'op1' }, { id: 'everywhere' }, { id: 'here', seat: '1', at: '2026-11-23T03:59:00Z' }, { id: 'there', seat: '2' },
      { id: 'colleague', state: 'answered', by: 'op2', seat: '2' }, { id: 'out', direction: 'out' }, { id: 'nobody yet', state: 'answered', seat: '1', at: '2026-11-23T04:01:00Z' },
    ])).toEqual(['here', 'everywhere', 'spoken', 'nobody yet'])
  })
})

test('a number is read in groups', () => {
  expect(['13900000005', '09907012349', '01012345678', '7012349', '110'].map(spaced)).toEqual(['139 0000 0005', '0990 7012349', '010 12345678', '7012349', '110'])
})
