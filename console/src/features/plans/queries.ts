// What the screens of plans ask for.
import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/http'
import type { components } from '../../api/schema'

type S = components['schemas']

export type Offering = S['OfferingItem']

export const offeringsQuery = queryOptions({
  queryKey: ['offerings'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/offerings', { signal })),
  staleTime: 60_000,
})
