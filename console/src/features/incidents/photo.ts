// Photos of an incident: made small here, kept by the server, each look recorded there.
import { api, data, newKey, once } from '../../api/http'
import { shrink } from '../field/picture'

export type PhotoKind = 'lost' | 'before' | 'after'

/** Keeps a photo. Throws when it is no picture, or the server refuses it. */
export async function keepPhoto(id: string, kind: PhotoKind, file: Blob) {
  const bytes = await shrink(file)
  return data(api.POST('/api/v1/incidents/{id}/photos', {
    params: { path: { id }, query: { kind } }, headers: { ...once(newKey()).headers, 'Content-Type': 'application/octet-stream' },
    // The schema knows bytes as text only; they go as they are.
    body: bytes as unknown as string, bodySerializer: (raw: unknown) => raw as ArrayBuffer,
  }))
}

export const photoOf = (incident: string, file: string) => `/api/v1/incidents/${incident}/photos/${file}`
