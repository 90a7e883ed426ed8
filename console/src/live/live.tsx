// Joins the stream to the cache, and says whether the link stands.
import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'
import { setServerTime } from '../app/clock'
import { connect } from './connect'
import { SILENCE } from './events'
import { reduce } from './reduce'

export interface Link { up: boolean; since: number }

const LinkContext = createContext<Link>({ up: true, since: 0 })
export const useLink = () => useContext(LinkContext)

/** Events come in bursts; what must be asked for again is asked once per burst. */
const GATHER = 400

export function Live({ session, children }: { session: string; children: ReactNode }) {
  const cache = useQueryClient()
  const [link, setLink] = useState<Link>({ up: true, since: 0 })

  useEffect(() => {
    const stale = new Map<string, unknown[]>()
    let gather: ReturnType<typeof setTimeout> | undefined
    let silence: ReturnType<typeof setTimeout> | undefined
    const mark = (up: boolean) => setLink((old) => (old.up === up ? old : { up, since: Date.now() }))
    // The worker watches the server; this watches the worker.
    const heard = () => {
      clearTimeout(silence)
      silence = setTimeout(() => mark(false), SILENCE + 5_000)
    }
    const flush = () => {
      gather = undefined
      for (const queryKey of stale.values()) void cache.invalidateQueries({ queryKey })
      stale.clear()
    }
    heard()
    const stop = connect(session, (message) => {
      heard()
      switch (message.type) {
        case 'link':
          mark(message.up)
          break
        case 'ping':
          setServerTime(message.serverTime)
          mark(true)
          break
        case 'resync':
          void cache.invalidateQueries()
          break
        case 'noun':
          for (const key of reduce(cache, message.noun, message.data)) stale.set(JSON.stringify(key), key)
          gather ??= setTimeout(flush, GATHER)
      }
    })
    return () => {
      stop()
      clearTimeout(gather)
      clearTimeout(silence)
    }
  }, [cache, session])

  return <LinkContext.Provider value={link}>{children}</LinkContext.Provider>
}
