import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, data, newKey, once } from '../../api/http'
import type { components } from '../../api/schema'
import { reduce } from '../../live/reduce'
import { keepPhoto, type PhotoKind } from './photo'

type S = components['schemas']

const at = (id: string) => ({ params: { path: { id } }, ...once(newKey()) })

/** The acts on one incident, each answered with the incident as it then stands. */
const ACTS = {
  note: (id: string, body: S['NoteInBody']) => data(api.POST('/api/v1/incidents/{id}/note', { ...at(id), body })),
  escalate: (id: string) => data(api.POST('/api/v1/incidents/{id}/escalate', at(id))),
  no_answer: (id: string) => data(api.POST('/api/v1/incidents/{id}/no_answer', at(id))),
  attempt: (id: string, body: S['AttemptInBody']) => data(api.POST('/api/v1/incidents/{id}/attempt', { ...at(id), body })),
  contact: (id: string, body: S['ContactInBody']) => data(api.POST('/api/v1/incidents/{id}/contact', { ...at(id), body })),
  help: (id: string, body: S['HelpInBody']) => data(api.POST('/api/v1/incidents/{id}/help', { ...at(id), body })),
  elder: (id: string, elder_id: string) => data(api.POST('/api/v1/incidents/{id}/elder', { ...at(id), body: { elder_id } })),
  close: (id: string, body: S['CloseInBody']) => data(api.POST('/api/v1/incidents/{id}/close', { ...at(id), body })),
  asked: (id: string, question: string, answer: 'yes' | 'no' | 'unknown') => data(api.POST('/api/v1/incidents/{id}/asked', { ...at(id), body: { question, answer } })),
  link: (id: string, to?: string) => data(api.POST('/api/v1/incidents/{id}/link', { ...at(id), body: { to } })),
  ambulance: (id: string, body: S['AmbulanceInBody']) => data(api.POST('/api/v1/incidents/{id}/ambulance', { ...at(id), body })),
  refused: (id: string, body: S['RefusedInBody']) => data(api.POST('/api/v1/incidents/{id}/refused', { ...at(id), body })),
  second_call: (id: string, body: S['SecondInBody']) => data(api.POST('/api/v1/incidents/{id}/second_call', { ...at(id), body })),
  safe: (id: string, body: S['SafeInBody']) => data(api.POST('/api/v1/incidents/{id}/safe', { ...at(id), body })),
  area_code: (id: string, code: string) => data(api.POST('/api/v1/incidents/{id}/area_code', { ...at(id), body: { code } })),
  lost: (id: string) => data(api.POST('/api/v1/incidents/{id}/lost', at(id))),
  search: (id: string, body: S['SearchInBody']) => data(api.POST('/api/v1/incidents/{id}/search', { ...at(id), body })),
  area: (id: string, body: S['AreaInBody']) => data(api.POST('/api/v1/incidents/{id}/area', { ...at(id), body })),
  forced: (id: string, body: S['ForcedInBody']) => data(api.POST('/api/v1/incidents/{id}/forced', { ...at(id), body })),
  damage_paid: (id: string, body: S['PaidInBody']) => data(api.POST('/api/v1/incidents/{id}/damage_paid', { ...at(id), body })),
  mend: (id: string) => data(api.POST('/api/v1/incidents/{id}/mend', at(id))),
  photo: async (id: string, kind: PhotoKind, file: Blob) => {
    await keepPhoto(id, kind, file)
    return data(api.GET('/api/v1/incidents/{id}', { params: { path: { id } } }))
  },
  reopen: (id: string) => data(api.POST('/api/v1/incidents/{id}/reopen', at(id))),
  /** Sends a worker: an order that belongs to the incident. */
  send: async (id: string, worker_id: string, elder_id: string | null) => {
    await data(api.POST('/api/v1/orders', { body: { service: 'emergency', incident_id: id, worker_id, elder_id: elder_id ?? undefined }, ...once(newKey()) }))
    return data(api.GET('/api/v1/incidents/{id}', { params: { path: { id } } }))
  },
}

type Rest<F> = F extends (id: string, ...rest: infer R) => unknown ? R : never

/** Acts on one incident; what the server answers is folded in at once. */
export function useAct(id: string) {
  const cache = useQueryClient()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  /** True when it was done; otherwise `error` says why not. */
  async function act<K extends keyof typeof ACTS>(verb: K, ...rest: Rest<(typeof ACTS)[K]>): Promise<boolean> {
    setBusy(true)
    setError(undefined)
    try {
      const perform = ACTS[verb] as (id: string, ...rest: unknown[]) => Promise<S['IncidentDetail']>
      reduce(cache, 'incident', await perform(id, ...rest))
      return true
    } catch (failure) {
      setError(failure)
      return false
    } finally {
      setBusy(false)
      for (const queryKey of [['incident', id], ['responders', id], ['incidents'], ['desk'], ['orders']]) void cache.invalidateQueries({ queryKey })
    }
  }

  return { act, error, busy }
}

export type Act = ReturnType<typeof useAct>
