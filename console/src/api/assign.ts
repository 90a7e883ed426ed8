// What is asked about whom to send and about a day's routes.
import { queryOptions } from '@tanstack/react-query'
import { api, data } from './http'
import type { components } from './schema'

type S = components['schemas']
export type Argument = S['Argument']
export type Candidate = S['CandidateItem']
export type RoundFile = S['RoundView']
export type RouteLine = S['RouteView']
export type StopLine = S['StopView']

export const candidatesQuery = (order: string, limit: number) => queryOptions({
  queryKey: ['candidates', order, limit],
  queryFn: ({ signal }) => data(api.GET('/api/v1/orders/{id}/candidates', { params: { path: { id: order }, query: { limit } }, signal })),
  refetchInterval: 60_000,
})

export const certificatesQuery = queryOptions({
  queryKey: ['certificates'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/certificates', { signal })),
})

export const roundsQuery = queryOptions({
  queryKey: ['rounds'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/rounds', { params: { query: { limit: 20 } }, signal })),
})

export const roundQuery = (id: string) => queryOptions({
  queryKey: ['round', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/rounds/{id}', { params: { path: { id } }, signal })),
  enabled: id !== '',
})
