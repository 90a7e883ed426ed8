import { useEffect, useState, type Dispatch, type SetStateAction } from 'react'

/** What is typed but not sent yet outlives a lost page or an empty battery. */
export function useDraft<T>(key: string, initial: T): [T, Dispatch<SetStateAction<T>>, () => void] {
  const name = `yian.install.${key}`
  const [value, set] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(name)
      return kept ? (JSON.parse(kept) as T) : initial
    } catch {
      return initial
    }
  })
  useEffect(() => {
    try {
      localStorage.setItem(name, JSON.stringify(value))
    } catch { /* a full or forbidden store costs the draft only */ }
  }, [name, value])
  return [value, set, () => localStorage.removeItem(name)]
}
