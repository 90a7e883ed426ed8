import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/http'

export const KEY_LISTS = ['hand', 'late', 'out', 'sealed', 'lost'] as const
export type KeyList = (typeof KEY_LISTS)[number]

/** The keys of one home, those of long ago included. */
export const homeKeysQuery = (household: string) => queryOptions({
  queryKey: ['keys', household],
  queryFn: ({ signal }) => data(api.GET('/api/v1/keys', { params: { query: { which: 'all', household_id: household } }, signal })),
  staleTime: 15_000, // each look is recorded
})

/** The keys of all homes that somebody may see. */
export const keyListQuery = (which: KeyList, cursor?: string) => queryOptions({
  queryKey: ['keys', 'list', which, cursor],
  queryFn: ({ signal }) => data(api.GET('/api/v1/keys', { params: { query: { which, cursor, limit: 100 } }, signal })),
  refetchInterval: 60_000,
})

export const familyQuery = (id: string, month?: string) => queryOptions({
  queryKey: ['family', id, month],
  queryFn: ({ signal }) => data(api.GET('/api/v1/elders/{id}/family-page', { params: { path: { id }, query: { month } }, signal })),
  retry: false, // without consent there is nothing
})
