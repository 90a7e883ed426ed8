// What is half written of a call survives a reload and an emergency.
import { useState } from 'react'

const keyOf = (id: string) => `yian.call.${id}`

export function useNote(id: string): [string, (text: string) => void] {
  const [note, setNote] = useState(() => localStorage.getItem(keyOf(id)) ?? '')
  return [note, (text) => {
    setNote(text)
    if (text) localStorage.setItem(keyOf(id), text)
    else localStorage.removeItem(keyOf(id))
  }]
}
