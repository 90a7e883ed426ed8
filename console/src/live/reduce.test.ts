import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Incident, List, Order } from '../api/types'
import { incident, order } from '../test.nouns'
import { reduce } from './reduce'

let cache: QueryClient
const desk = () => cache.getQueryData<List<Incident>>(['incidents', 'desk'])?.items ?? []

beforeEach(() => {
  cache = new QueryClient()
  cache.setQueryData(['incidents', 'desk'], { items: [incident({ id: 'a', version: 3, elder_name: '样例' })], next: null })
})

describe('an incident event', () => {
  test('joins the queue', () => {
    reduce(cache, 'incident', incident({ id: 'b' }))
    expect(desk().map((i) => i.id)).toEqual(['b', 'a'])
  })

  test('changes the row in place and keeps what only lists know', () => {
    reduce(cache, 'incident', { ...incident({ id: 'a', version: 4, state: 'answered' }), elder_name: undefined })
    expect(desk()).toHaveLength(1)
    expect(desk()[0]?.state).toBe('answered')
  })

  test('that is older than what is shown changes nothing', () => {
    reduce(cache, 'incident', incident({ id: 'a', version: 2, calls: 9 }))
    expect(desk()[0]?.calls).toBe(1)
  })

  test('that closes leaves the queue', () => {
    reduce(cache, 'incident', incident({ id: 'a', version: 4, state: 'closed' }))
    expect(desk()).toEqual([])
  })

  test('asks again for what only the server knows', () => {
    expect(reduce(cache, 'incident', incident({ id: 'a', version: 4 }))).toEqual(expect.arrayContaining([['desk'], ['incident', 'a']]))
  })
})

test('an order event patches every list that holds the order, and no other', () => {
  const mine = ['orders', { worker_id: 'w1' }]
  const queued = ['orders', { state: 'queued' }]
  cache.setQueryData(mine, { items: [order({ version: 1 })], next: null })
  cache.setQueryData(queued, { items: [], next: null })
  reduce(cache, 'order', order({ version: 2, state: 'accepted' }))
  expect(cache.getQueryData<List<Order>>(mine)?.items[0]?.state).toBe('accepted')
  expect(cache.getQueryData<List<Order>>(queued)?.items).toEqual([])
})

test('an event for a list that nobody has opened makes none', () => {
  const empty = new QueryClient()
  reduce(empty, 'incident', incident({}))
  expect(empty.getQueryData(['incidents', 'desk'])).toBeUndefined()
})

describe('a device event', () => {
  test('leaves what is no list alone', () => {
    cache.setQueryData(['devices', 'due'], { sim: 2 })
    cache.setQueryData(['devices', {}], { items: [{ id: 'd', online: false }], next: null })
    reduce(cache, 'device', { id: 'd', online: true })
    expect(cache.getQueryData(['devices', 'due'])).toEqual({ sim: 2 })
    expect(cache.getQueryData<List<{ id: string; online: boolean }>>(['devices', {}])?.items[0]?.online).toBe(true)
  })
})
