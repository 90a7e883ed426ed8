import { expect, test } from 'vitest'
import { allows, bounds, measured } from './checks'

const pressure = { code: 'bp_systolic', name: '收缩压', unit: 'mmHg', min: 90, max: 160 }
const room = { code: 'room_temperature', name: '浴室温度', unit: '°C', min: 24, max: null }

test('a measurement allows to begin within its bounds, both ends included', () => {
  expect(['89', '90', '160', '161', '', 'x', undefined].map((text) => allows(pressure, text))).toEqual([false, true, true, false, undefined, undefined, undefined])
  expect([allows(room, '23.9'), allows(room, '24'), allows(room, '60')]).toEqual([false, true, true])
})

test('numbers are read as people type them', () => {
  expect(['36，8', '36,8', ' 36.8 ', '0', ''].map(measured)).toEqual([36.8, 36.8, 36.8, 0, undefined])
})

test('bounds are said as people read them', () => {
  expect([bounds(pressure), bounds(room)]).toEqual(['90–160 mmHg', '≥ 24 °C'])
})
