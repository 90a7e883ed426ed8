// What the screens of money ask for. An order's account lies below the order, so that its
// events renew it.
import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/http'
import type { components } from '../../api/schema'

type S = components['schemas']

export type Account = S['AccountView']
export type Receipt = S['Receipt']
export type Unsettled = S['UnsettledItem']

export const accountQuery = (id: string) => queryOptions({
  queryKey: ['order', id, 'account'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/orders/{id}/account', { params: { path: { id } }, signal })),
})

export const unsettledQuery = queryOptions({
  queryKey: ['orders', 'unsettled'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/unsettled-accounts', { signal })),
  refetchInterval: 120_000,
})
