// The keys of the desk. Browsers keep F1, F3, F5, F6, F7, F11 and F12; so F2
// answers, digits act while nothing is being typed, and Alt works everywhere.
import { useEffect, useEffectEvent } from 'react'

export type Handler = (event: KeyboardEvent) => void

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** The name of a stroke, or "" for one that belongs to the field being typed in. */
export function strokeOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'target' | 'isComposing'>): string {
  if (event.ctrlKey || event.metaKey || event.isComposing) return ''
  if (/^F\d+$/.test(event.key)) return event.key
  // By position of the key, since Alt changes the letter on some layouts.
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1]
  if (event.altKey) {
    if (digit) return digit
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') return `Alt+${event.key}`
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
    return letter ? `Alt+${letter}` : ''
  }
  if (event.key === 'Escape') return 'Escape'
  return digit && !typing(event.target) ? digit : ''
}

export function useKeys(keys: Record<string, Handler | undefined>) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const handler = keys[strokeOf(event)]
    if (!handler || event.defaultPrevented) return
    event.preventDefault()
    // A key that is held down acts once.
    if (!event.repeat) handler(event)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
