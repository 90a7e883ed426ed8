// One clock for every screen: the server's. A console's own clock may be wrong by
// minutes, and the time since a press must not be.
import { useSyncExternalStore } from 'react'

/** How long an estimate counts: pings come every 10 s. */
const KEEP = 120_000

let estimates: { at: number; offset: number }[] = []
let offset = Date.now() - performance.now()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/**
 * Takes the server's time, as it says it in answers and pings. Whatever delayed the
 * message, a slow line or a cache, only makes it older: so the newest time that
 * any message of the last minutes tells is the right one, and one told late
 * changes nothing. It is measured against the monotonic clock, which nobody sets.
 */
export function setServerTime(iso: string | undefined) {
  const told = iso ? Date.parse(iso) : NaN
  if (Number.isNaN(told)) return
  const at = performance.now()
  estimates = [...estimates.filter((e) => at - e.at < KEEP), { at, offset: told - at }]
  offset = Math.max(...estimates.map((e) => e.offset))
}

/** The server's time in milliseconds, as well as this console knows it. */
export const serverNow = () => performance.now() + offset

function subscribe(listener: () => void) {
  listeners.add(listener)
  // A quarter of a second keeps the seconds of all rows changing together.
  timer ??= setInterval(() => {
    const next = serverNow()
    if (Math.floor(next / 1000) === Math.floor(now / 1000)) return
    now = next
    listeners.forEach((tell) => tell())
  }, 250)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

function snapshot() {
  // Without a subscriber the value would stand still; but one render must not see two.
  if (!timer && Math.abs(serverNow() - now) >= 1000) now = serverNow()
  return now
}

/** The server's time, renewed every second. */
export const useNow = () => useSyncExternalStore(subscribe, snapshot)
