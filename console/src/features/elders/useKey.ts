import { api, data } from '../../api/http'
import type { KeyVerb } from '../../api/types'
import { useSubmit } from '../../components/submit'

export interface KeyAct {
  what: KeyVerb; staff_id?: string; name?: string; phone?: string; center_id?: string; until?: string; order_id?: string; incident_id?: string
  seal?: string; number?: string; note?: string; names?: string[]
}

/** Acts on one key, and renews whoever shows who can open the door. */
export function useKey(id: string) {
  const { submit, error, busy } = useSubmit(['keys'], ['elder'], ['responders'], ['incident'], ['order'])
  const act = (body: KeyAct) => submit(() => data(api.POST('/api/v1/keys/{id}/acts', { params: { path: { id } }, body })))
  return { act, error, busy }
}
