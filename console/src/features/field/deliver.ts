// How what was kept on the phone reaches the server.
import { api, data as answer, once } from '../../api/http'
import { say } from '../centers/medicine'
import type { Send } from './outbox'

/** Hands one act to the server, under its own key, with when it was. */
export function deliver({ order, step, body, key, at: when, told, file, money, keyed, said }: Send): Promise<unknown> {
  const at = { params: { path: { id: order } }, ...once(key) }
  const then = { at: new Date(when).toISOString() }
  switch (step) {
    case 'tell': return answer(api.POST('/api/v1/orders/{id}/visit', { ...at, body: { ...told, ...then } }))
    case 'file': return file ? answer(api.POST('/api/v1/orders/{id}/files', {
      params: { path: { id: order }, query: { kind: file.kind, ...then } }, headers: { ...once(key).headers, 'Content-Type': 'application/octet-stream' },
      // The schema knows bytes as text only; they go as they are.
      body: file.bytes as unknown as string, bodySerializer: (bytes: unknown) => bytes as ArrayBuffer,
    })) : Promise.resolve()
    case 'money': switch (money?.what) {
      case 'pay': return answer(api.POST('/api/v1/orders/{id}/payments', { ...at, body: { ...money.body, ...then } }))
      case 'advance': return answer(api.POST('/api/v1/orders/{id}/advances', { ...at, body: { ...money.body, ...then } }))
      case 'move': return answer(api.POST('/api/v1/orders/{id}/advance-moves', { ...at, body: { ...money.body, ...then } }))
      default: return Promise.resolve()
    }
    case 'key': return keyed ? answer(api.POST('/api/v1/keys/{id}/acts', {
      params: { path: { id: keyed.key.id } }, ...once(key), body: { what: keyed.what, note: keyed.note, names: keyed.names, order_id: keyed.what === 'came_back' ? undefined : order, ...then },
    })) : Promise.resolve()
    case 'dose': return said ? say(said.act, said.dose, { reason: said.reason, ...then }) : Promise.resolve()
    case 'accept': return answer(api.POST('/api/v1/orders/{id}/accept', { ...at, body: { eta_s: body.eta_s } }))
    case 'depart': return answer(api.POST('/api/v1/orders/{id}/depart', at))
    case 'arrive': return answer(api.POST('/api/v1/orders/{id}/arrive', { ...at, body: { lat: body.lat, lon: body.lon, accuracy_m: body.accuracy_m, ...then } }))
    case 'complete': return answer(api.POST('/api/v1/orders/{id}/complete', { ...at, body: then }))
    case 'decline': return answer(api.POST('/api/v1/orders/{id}/decline', { ...at, body: { reason: body.reason ?? '' } }))
    case 'fail': return answer(api.POST('/api/v1/orders/{id}/fail', { ...at, body: { reason: body.reason ?? '', nobody_opened: body.nobody_opened, uncollected: body.uncollected } }))
  }
}
