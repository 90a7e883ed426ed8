import { beforeEach, describe, expect, test } from 'vitest'
import { asksWhyLate, missingFor } from './closing'
import { readDraft, writeDraft } from './drafts'

const draft = (over = {}) => ({ note: '', outcome: '', reason: '', late: '', ...over })

describe('an answer after three minutes', () => {
  const opened_at = '2026-11-23T08:00:00Z'
  const reason = { text: '占线', by: 'op', at: opened_at }
  test.each([
    [{ opened_at, answered_at: '2026-11-23T08:03:00Z' }, false],
    [{ opened_at, answered_at: '2026-11-23T08:03:01Z' }, true],
    [{ opened_at, answered_at: '2026-11-23T08:09:00Z', late_reason: reason }, false],
    [{ opened_at, answered_at: null }, false],
  ])('%j is asked about: %s', (incident, want) => {
    expect(asksWhyLate(incident)).toBe(want)
  })
})

describe('closing', () => {
  test('says all that is missing', () => {
    expect(missingFor({ missing: ['not_contacted'] }, draft())).toEqual(['not_contacted', 'outcome'])
  })

  test.each(['child', 'by_mistake', 'device_fault', 'nuisance'])('as %s asks for a reason', (outcome) => {
    expect(missingFor({ missing: [] }, draft({ outcome, reason: '  ' }))).toEqual(['note'])
    expect(missingFor({ missing: [] }, draft({ outcome, reason: '孙子在玩' }))).toEqual([])
  })

  test.each(['test', 'drill', 'nuisance', 'deceased'])('as %s asks for no attempt', (outcome) => {
    expect(missingFor({ missing: ['not_tried'] }, draft({ outcome, reason: '说明' }))).toEqual([])
    expect(missingFor({ missing: ['not_tried'] }, draft({ outcome: 'help' }))).toEqual(['not_tried'])
  })

  test('as an emergency asks for none', () => {
    expect(missingFor({ missing: [] }, draft({ outcome: 'emergency_fall' }))).toEqual([])
  })
})

describe('a draft', () => {
  beforeEach(() => localStorage.clear())

  test('survives a reload, each incident its own', () => {
    writeDraft('a', draft({ note: '半句话' }))
    writeDraft('b', draft({ outcome: 'help' }))
    expect(readDraft('a').note).toBe('半句话')
    expect(readDraft('b').outcome).toBe('help')
  })

  test('leaves nothing behind once it is empty', () => {
    writeDraft('a', draft({ note: 'x' }))
    writeDraft('a', draft())
    expect(localStorage.length).toBe(0)
  })

  test('that cannot be read is empty', () => {
    localStorage.setItem('yian.draft.a', '{broken')
    expect(readDraft('a')).toEqual(draft())
  })
})
