// The one place that fetches: a client typed by the API's own description.
import createClient from 'openapi-fetch'
import type { paths } from './schema'

/** Why the server refused, as RFC 9457 says it. `code` is what the console translates. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: { location?: string; message?: string }[] = [],
    /** Who took it first, on a conflict over an answer or a claim. */
    readonly winner?: string,
  ) {
    super(detail || code)
  }
}

/** The request never got an answer: no network, or the server is gone. */
export class Offline extends Error {}

const signedOut = new Set<() => void>()

/** Calls back whenever any request finds that the session is over. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener)
  return () => void signedOut.delete(listener)
}

async function send(request: Request): Promise<Response> {
  // A foreign page can make the browser send the cookie but not this header.
  if (request.method !== 'GET') request.headers.set('X-Yian', '1')
  let response: Response
  try {
    response = await fetch(request)
  } catch (cause) {
    if (request.signal.aborted) throw cause
    throw new Offline('offline', { cause })
  }
  if (response.ok) return response
  const body = (await response.json().catch(() => ({}))) as {
    code?: string; detail?: string; title?: string; winner?: string; errors?: { location?: string; message?: string }[]
  }
  if (response.status === 401 && !request.url.endsWith('/session')) signedOut.forEach((tell) => tell())
  throw new Problem(response.status, body.code ?? `http.${response.status}`, body.detail ?? body.title ?? '', body.errors ?? [], body.winner)
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send, credentials: 'same-origin' })

/** What the server answered; a refusal has been thrown by then. */
export const data = async <T>(answer: Promise<{ data?: T }>): Promise<T> => (await answer).data as T

/** A key that makes a send happen once. Works on plain http, where randomUUID is missing. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** The header that carries such a key. */
export const once = (key: string) => ({ headers: { 'Idempotency-Key': key } })
