// Telephone calls as the desk handles them.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TFunction } from 'i18next'
import { api, data, newKey, once } from '../../api/http'
import type { components } from '../../api/schema'
import type { Caller, PhoneCall } from '../../api/types'

type S = components['schemas']

/** The calls in that concern the desk of `me`: what rings for everybody, and what is spoken here. */
export const concerning = (calls: PhoneCall[], me: string, seat: string): PhoneCall[] =>
  calls.filter((c) => c.direction === 'in' && (c.state === 'ringing' ? !c.seat || !seat || c.seat === seat : c.by === me || (!c.by && c.seat === seat)))
    .sort((a, b) => Number(a.state === 'answered') - Number(b.state === 'answered') || Date.parse(a.at) - Date.parse(b.at))

/** Who it may be, in a few words. */
export function whoCalls(t: TFunction, callers: Caller[]): string {
  const [first] = callers
  if (!first) return t('phone.unknown')
  const age = first.elder_age ? t('common.years', { count: first.elder_age }) : ''
  const more = callers.length > 1 ? t('phone.more', { n: callers.length - 1 }) : ''
  return [first.elder_name, age, first.village || first.township, more].filter(Boolean).join(' ')
}

/** A number as it is read out: 139 0000 0005. */
export function spaced(number: string): string {
  if (/^1\d{10}$/.test(number)) return `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`
  const code = /^(0[12]\d|0[3-9]\d{2})(\d{7,8})$/.exec(number)
  return code ? `${code[1]} ${code[2]}` : number
}

const at = (id: string) => ({ params: { path: { id } } })

/** The acts on one call, each answered with the call as it then stands. */
const ACTS = {
  note: (id: string, text: string) => data(api.POST('/api/v1/phone/calls/{id}/note', { ...at(id), body: { text } })),
  elder: (id: string, elder_id: string) => data(api.POST('/api/v1/phone/calls/{id}/elder', { ...at(id), body: { elder_id } })),
  nuisance: (id: string, on: boolean, note?: string) => data(api.POST('/api/v1/phone/calls/{id}/nuisance', { ...at(id), body: { on, note } })),
  result: (id: string, result: 'answered' | 'no_answer' | 'busy' | 'failed') => data(api.POST('/api/v1/phone/calls/{id}/result', { ...at(id), body: { result } })),
  settle: (id: string, body: S['PhoneSettleInBody']) => data(api.POST('/api/v1/phone/calls/{id}/settle', { ...at(id), body })),
  order: (id: string, body: S['PhoneOrderInBody']) => data(api.POST('/api/v1/phone/calls/{id}/order', { ...at(id), body })),
  incident: (id: string, body: Omit<S['IntakeInBody'], 'phone_id'>) => data(api.POST('/api/v1/incidents', { ...once(newKey()), body: { ...body, phone_id: id } })),
  connect: (_: string, body: S['PhoneConnectInBody']) => data(api.POST('/api/v1/phone/connect', { ...once(newKey()), body })),
  enter: (_: string, body: S['PhoneEnterInBody']) => data(api.POST('/api/v1/phone/calls', { ...once(newKey()), body })),
}

type Acts = typeof ACTS
type Rest<F> = F extends (id: string, ...rest: infer R) => unknown ? R : never

/** Acts on one call; what it changes is asked for again. */
export function usePhone(id: string) {
  const cache = useQueryClient()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  /** What the server answered; undefined when it did not, and then `error` says why. */
  async function act<K extends keyof Acts>(verb: K, ...rest: Rest<Acts[K]>): Promise<Awaited<ReturnType<Acts[K]>> | undefined> {
    setBusy(true)
    setError(undefined)
    try {
      const perform = ACTS[verb] as (id: string, ...rest: unknown[]) => Promise<Awaited<ReturnType<Acts[K]>>>
      return await perform(id, ...rest)
    } catch (failure) {
      setError(failure)
      return undefined
    } finally {
      setBusy(false)
      for (const queryKey of [['phones'], ['phone'], ['desk'], ['incidents'], ['incident'], ['orders']]) void cache.invalidateQueries({ queryKey })
    }
  }
  return { act, error, busy }
}

export type Phone = ReturnType<typeof usePhone>
