import { beforeEach, describe, expect, test } from 'vitest'
import { blank, bodyOf, dropDraft, keepDraft, readDraft } from './draft'

beforeEach(() => localStorage.clear())

describe('a ticket half taken down', () => {
  test('survives a reload, and nothing written leaves nothing', () => {
    keepDraft({ ...blank, text: '问津贴' })
    expect(readDraft().text).toBe('问津贴')
    keepDraft(blank)
    expect(readDraft()).toEqual(blank)
    keepDraft({ ...blank, text: 'x' })
    dropDraft()
    expect(readDraft()).toEqual(blank)
  })

  test('that cannot be read is begun anew', () => {
    localStorage.setItem('yian.ticket-draft', '{broken')
    expect(readDraft()).toEqual(blank)
  })
})

describe('what is sent', () => {
  test('holds no name of whoever stays anonymous', () => {
    const body = bodyOf({ ...blank, text: ' 有人打老人 ', caller: '样例', phone: '1', anonymous: true }, {})
    expect([body.caller, body.phone, body.anonymous, body.text]).toEqual([undefined, undefined, true, '有人打老人'])
  })

  test('holds no answer to a complaint, even if one was typed before the kind was changed', () => {
    const draft = { ...blank, text: 'x', answer: '照着答', articles: ['a'] }
    expect(bodyOf(draft, {}).answer).toBe('照着答')
    expect([bodyOf({ ...draft, kind: 'complaint' }, {}).answer, bodyOf({ ...draft, kind: 'complaint' }, {}).articles]).toEqual([undefined, undefined])
  })

  test('names the number elsewhere only when it came from there', () => {
    const draft = { ...blank, text: 'x', number: ' Z-1 ' }
    expect(bodyOf(draft, {}).refs).toBeUndefined()
    expect(bodyOf({ ...draft, channel: '12345' }, {}).refs).toEqual([{ system: '12345', number: 'Z-1', way: 'in' }])
  })
})
