// What is half written survives a reload and a second emergency.
import { useState } from 'react'

export interface Draft { note: string; outcome: string; reason: string; late: string }
const EMPTY: Draft = { note: '', outcome: '', reason: '', late: '' }
const keyOf = (id: string) => `yian.draft.${id}`

export function readDraft(id: string): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(localStorage.getItem(keyOf(id)) ?? '{}') as Partial<Draft>) }
  } catch {
    return EMPTY
  }
}

export function writeDraft(id: string, draft: Draft) {
  if (!draft.note && !draft.outcome && !draft.reason && !draft.late) localStorage.removeItem(keyOf(id))
  else localStorage.setItem(keyOf(id), JSON.stringify(draft))
}

/** The draft of one incident; the component is keyed by the id. */
export function useDraft(id: string): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(() => readDraft(id))
  return [draft, (change) => setDraft((old) => {
    const next = { ...old, ...change }
    writeDraft(id, next)
    return next
  })]
}
