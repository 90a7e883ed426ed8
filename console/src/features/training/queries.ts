import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/http'
import type { components } from '../../api/schema'

type S = components['schemas']
export type TrainingRun = S['TrainingView']
export type TrainingCase = S['TrainingCase']
export type Heard = S['TrainingHeard']
export type SheetLine = S['TrainingLine']

export const casesQuery = queryOptions({
  queryKey: ['training', 'cases'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/training/cases', { signal })),
})

/** The run that one is in: asked often, since somebody may speak at any moment. */
export const runningQuery = queryOptions({
  queryKey: ['training', 'running'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/training/run', { signal })),
  refetchInterval: 1_000,
})

export const runQuery = (id: string) => queryOptions({
  queryKey: ['training', 'run', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/training/runs/{id}', { params: { path: { id } }, signal })),
})

export const runsQuery = queryOptions({
  queryKey: ['training', 'runs'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/training/runs', { params: { query: { limit: 200 } }, signal })),
  refetchInterval: 15_000,
})
