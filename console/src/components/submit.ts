import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useState } from 'react'

/** Sends one thing at a time, keeps the refusal for the screen, and renews what changed. */
export function useSubmit(...stale: QueryKey[]) {
  const cache = useQueryClient()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  async function submit<T>(what: () => Promise<T>): Promise<T | undefined> {
    setBusy(true)
    setError(undefined)
    try {
      const result = await what()
      for (const queryKey of stale) void cache.invalidateQueries({ queryKey })
      return result ?? (true as T)
    } catch (failure) {
      setError(failure)
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { submit, error, busy, clear: () => setError(undefined) }
}
