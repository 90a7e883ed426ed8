import { expect, test } from 'vitest'
import { strokeOf } from './keys'

const press = (over: Partial<KeyboardEvent> & { key: string; code: string }) =>
  strokeOf({ altKey: false, ctrlKey: false, metaKey: false, isComposing: false, target: document.body, ...over })

test('F2 answers even while a note is being typed', () => {
  expect(press({ key: 'F2', code: 'F2', target: document.createElement('textarea') })).toBe('F2')
})

test('a digit acts, but belongs to the field while one is being typed in', () => {
  expect(press({ key: '4', code: 'Digit4' })).toBe('4')
  expect(press({ key: '4', code: 'Numpad4' })).toBe('4')
  expect(press({ key: '4', code: 'Digit4', target: document.createElement('input') })).toBe('')
  expect(press({ key: '4', code: 'Digit4', altKey: true, target: document.createElement('input') })).toBe('4')
})

test('Alt goes by the position of the key, whatever letter the layout makes of it', () => {
  expect(press({ key: 'ñ', code: 'KeyN', altKey: true })).toBe('Alt+N')
  expect(press({ key: 'ArrowDown', code: 'ArrowDown', altKey: true })).toBe('Alt+ArrowDown')
})

test('what the browser or the input method uses is left alone', () => {
  expect(press({ key: '1', code: 'Digit1', ctrlKey: true })).toBe('')
  expect(press({ key: '1', code: 'Digit1', isComposing: true })).toBe('')
  expect(press({ key: 'n', code: 'KeyN' })).toBe('')
})
