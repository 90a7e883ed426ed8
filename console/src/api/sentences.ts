// What is asked about the sentences that seniors hear.
import { queryOptions } from '@tanstack/react-query'
import { api, data } from './http'
import type { components } from './schema'

export type SentenceLine = components['schemas']['SentenceLine']
export type Senses = NonNullable<components['schemas']['ElderDetail']['senses']>

export const sentencesQuery = (region: string) => queryOptions({
  queryKey: ['sentences', region],
  queryFn: ({ signal }) => data(api.GET('/api/v1/sentences', { params: { query: { region_id: region } }, signal })),
})

/** A recording, as every device plays it. */
export const keepSound = (saying: SentenceLine['saying'], region: string, wav: Blob) => data(api.POST('/api/v1/sentences/{saying}/sound', {
  params: { path: { saying }, query: { region_id: region } }, headers: { 'Content-Type': 'application/octet-stream' },
  // The schema knows bytes as text only; they go as they are.
  body: wav as unknown as string, bodySerializer: (bytes: unknown) => bytes as Blob,
}))
