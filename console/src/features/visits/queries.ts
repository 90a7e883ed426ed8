// What the screens of visits ask for. The keys lie below those of orders, so that an
// order's event renews them.
import { queryOptions } from '@tanstack/react-query'
import { api, data, Problem } from '../../api/http'

/** The visit of an order; null while there is none. */
export const visitQuery = (id: string) => queryOptions({
  queryKey: ['order', id, 'visit'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/orders/{id}/visit', { params: { path: { id } }, signal })).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 404) return null
    throw error
  }),
})

export const visitsOfQuery = (elder_id: string) => queryOptions({
  queryKey: ['orders', 'visits', elder_id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/visits', { params: { query: { elder_id, limit: 5 } }, signal })),
  staleTime: 30_000,
})

export const missesQuery = queryOptions({
  queryKey: ['orders', 'misses'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/misses', { signal })),
  refetchInterval: 30_000,
})

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/providers', { signal })),
  staleTime: 60_000,
})

export const policiesQuery = queryOptions({
  queryKey: ['visit-policies'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/visit-policies', { signal })),
  staleTime: 60_000,
})

export const statementQuery = (provider_id: string, month: string) => queryOptions({
  queryKey: ['statements', provider_id, month],
  queryFn: ({ signal }) => data(api.GET('/api/v1/statements', { params: { query: { provider_id, month } }, signal })),
  enabled: provider_id !== '',
})

export const doorCodeQuery = (id: string) => queryOptions({
  queryKey: ['door-code', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/households/{id}/door-code', { params: { path: { id } }, signal })),
  staleTime: Infinity, // each look is recorded
})
