import type { TFunction } from 'i18next'

/** The screen's word for a code of the server; a code that nobody foresaw is shown as it is. */
export const word = (t: TFunction, group: string, code: string | null | undefined): string =>
  // Codes hold dots ("incident.answered"), so the path is not split inside the code.
  code ? lookup(t, group, code) : ''

/** Every code of a group with its word, by the word. */
export const wordsOf = (t: TFunction, group: string): { value: string; label: string }[] =>
  Object.entries(t(group, { returnObjects: true, defaultValue: {} }) as Record<string, string>).map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label))

/** The groups that may hold the codes of a timeline note. */
const NOTE_GROUPS = ['noteWord', 'work.question', 'work.answer', 'phone.outcome', 'kind', 'service', 'outcome', 'feedback', 'noun', 'accounts.how', 'accounts.kind']

/** A note as people read it: codes of the platform in words, what a person wrote untouched. */
export function noteText(t: TFunction, what: string, note: string | undefined): string {
  if (what.endsWith('.elder_named') || what.endsWith('.elder_named_later')) return '' // an id, which says nothing to people
  if (!note || what === 'incident.noted' || what === 'phone.noted') return note ?? ''
  return note.split(' ').map((part) => {
    if (!/^[a-z0-9_]+$/.test(part)) return part
    for (const group of what === 'incident.heard' ? ['feedback'] : NOTE_GROUPS) {
      const found = lookup(t, group, part)
      if (found !== part) return found
    }
    return part
  }).join(' ')
}

function lookup(t: TFunction, group: string, code: string): string {
  const table = t(group, { returnObjects: true, defaultValue: {} }) as Record<string, string> | string
  return typeof table === 'object' && typeof table[code] === 'string' ? table[code] : code
}
