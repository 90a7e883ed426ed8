// A ticket half taken down survives a reload and an emergency.
import type { TicketKind } from '../../api/types'

export interface Draft {
  kind: TicketKind; caller: string; phone: string; anonymous: boolean; elder?: string; center?: string; worker?: string; about: string
  sealed: '' | 'abuse' | 'suicide'; text: string; answer: string; articles: string[]; channel: 'phone' | 'visit' | 'letter' | '12345' | 'petition' | 'follow_up'; number: string
}

const KEY = 'yian.ticket-draft'

export const blank: Draft = { kind: 'consultation', caller: '', phone: '', anonymous: false, about: '', sealed: '', text: '', answer: '', articles: [], channel: 'phone', number: '' }

export function readDraft(): Draft {
  try {
    return { ...blank, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Draft>) }
  } catch {
    return blank
  }
}

export function keepDraft(draft: Draft) {
  if (draft.text || draft.caller || draft.phone || draft.answer) localStorage.setItem(KEY, JSON.stringify(draft))
  else localStorage.removeItem(KEY)
}

export const dropDraft = () => localStorage.removeItem(KEY)

/** What accuses somebody is looked into first, and never answered at once. */
export const answersAtOnce = (kind: TicketKind) => kind !== 'complaint' && kind !== 'report'

/** The body of the request. What does not belong to the kind chosen last is left out. */
export function bodyOf(draft: Draft, from: { incident?: string; follow_up?: string }) {
  const text = (s: string) => s.trim() || undefined
  const elsewhere = draft.channel === '12345' || draft.channel === 'petition'
  const answer = answersAtOnce(draft.kind) ? text(draft.answer) : undefined
  return {
    kind: draft.kind, channel: draft.channel, anonymous: draft.anonymous || undefined,
    caller: draft.anonymous ? undefined : text(draft.caller), phone: draft.anonymous ? undefined : text(draft.phone),
    elder_id: draft.elder, about_center_id: draft.center, about_staff_id: draft.worker, about: text(draft.about), sealed: draft.sealed || undefined,
    text: draft.text.trim(), answer, articles: answer && draft.articles.length > 0 ? draft.articles : undefined,
    incident_id: from.incident, follow_up_id: from.follow_up,
    refs: elsewhere && text(draft.number) ? [{ system: draft.channel as '12345' | 'petition', number: draft.number.trim(), way: 'in' as const }] : undefined,
  }
}
