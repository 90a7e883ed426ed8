// The stream of events, as the worker (or a single tab) reads it.

/** The events whose data is a noun, as GET returns it. */
export const NOUNS = ['incident', 'order', 'device', 'occupancy', 'alert', 'installation', 'phone', 'ticket'] as const
export type Noun = (typeof NOUNS)[number]

export type Message =
  | { type: 'noun'; noun: Noun; data: unknown }
  | { type: 'ping'; serverTime?: string }
  | { type: 'resync' }
  | { type: 'link'; up: boolean }

/** The server pings every 10 s: after this silence the link is lost. */
export const SILENCE = 25_000
const REOPEN = 3_000

/** Keeps one stream open until stopped. EventSource resumes by Last-Event-ID itself. */
export function openStream(url: string, tell: (message: Message) => void): () => void {
  let source: EventSource | undefined
  let reopen: ReturnType<typeof setTimeout> | undefined
  let watch: ReturnType<typeof setTimeout> | undefined

  const heard = () => {
    clearTimeout(watch)
    watch = setTimeout(() => again(), SILENCE)
  }
  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }

  function open() {
    source = new EventSource(url, { withCredentials: true })
    heard()
    source.onopen = () => {
      heard()
      tell({ type: 'link', up: true })
      // Whatever happened before the stream stood, or while the link was away, is asked
      // for again: cheap, and right even where the server could not resume.
      tell({ type: 'resync' })
    }
    source.onerror = () => {
      tell({ type: 'link', up: false })
      // A closed source (a refusal, not a cut) does not come back by itself.
      if (source?.readyState === EventSource.CLOSED) again()
    }
    for (const noun of NOUNS) {
      source.addEventListener(noun, (event) => {
        heard()
        const data = parse((event as MessageEvent<string>).data)
        if (data !== undefined) tell({ type: 'noun', noun, data })
      })
    }
    source.addEventListener('ping', (event) => {
      heard()
      const data = parse((event as MessageEvent<string>).data) as { server_time?: string } | undefined
      tell({ type: 'ping', serverTime: data?.server_time })
    })
    source.addEventListener('resync', () => {
      heard()
      tell({ type: 'resync' })
    })
  }

  function again() {
    tell({ type: 'link', up: false })
    clearTimeout(watch)
    clearTimeout(reopen)
    source?.close()
    reopen = setTimeout(open, REOPEN)
  }

  open()
  return () => {
    clearTimeout(watch)
    clearTimeout(reopen)
    source?.close()
  }
}
