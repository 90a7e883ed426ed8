import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/http'
import type { components } from '../../api/schema'

type S = components['schemas']
export type Week = S['Week']
export type WeekShift = S['WeekShift']
export type Hole = S['Hole']
export type Chain = S['Chain']
export type Link = S['Link']
export type Holder = S['Holder']
export type Wake = S['WakeItem']
export type Post = S['EnterInBody']['post']

export const weekQuery = (region_id: string, week: string) => queryOptions({
  queryKey: ['roster', 'week', region_id, week],
  queryFn: ({ signal }) => data(api.GET('/api/v1/roster', { params: { query: { region_id, week } }, signal })),
  enabled: region_id !== '',
  refetchInterval: 60_000,
})

export const chainQuery = (at?: string) => queryOptions({
  queryKey: ['roster', 'chain', at],
  queryFn: ({ signal }) => data(api.GET('/api/v1/roster/chain', { params: { query: at ? { at } : {} }, signal })),
  refetchInterval: 30_000,
})

export const wakesQuery = (days: number) => queryOptions({
  queryKey: ['roster', 'wakes', days],
  queryFn: ({ signal }) => data(api.GET('/api/v1/roster/wakes', { params: { query: { days } }, signal })),
  refetchInterval: 60_000,
})

export const peopleQuery = (enabled: boolean) => queryOptions({
  queryKey: ['roster', 'people'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/roster/people', { signal })),
  staleTime: 60_000,
  enabled,
})
