import { useEffect, useSyncExternalStore } from 'react'
import { deliver } from './deliver'
import { Outbox } from './outbox'

const RETRY = 5_000

/** One for each person, whatever page is open: two would send everything twice. */
const boxes = new Map<string, Outbox>()

function boxOf(staff: string): Outbox {
  const box = boxes.get(staff) ?? new Outbox(staff, deliver)
  boxes.set(staff, box)
  return box
}

/** What waits on this phone, sent whenever there is a signal. */
export function useOutbox(staff: string) {
  const outbox = boxOf(staff)
  const sends = useSyncExternalStore(outbox.subscribe, outbox.pending)
  const known = useSyncExternalStore(outbox.subscribe, outbox.ready)
  useEffect(() => {
    const flush = () => void outbox.flush()
    flush()
    const timer = setInterval(() => outbox.pending().some((s) => !s.refused) && flush(), RETRY)
    window.addEventListener('online', flush)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', flush)
    }
  }, [outbox])
  return { outbox, sends, known }
}
