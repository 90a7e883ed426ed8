import { expect, test } from 'vitest'
import { wavOf } from './wav'

test('a recording becomes PCM of 16 bits that says what it is', async () => {
  const bytes = new DataView(await wavOf(new Float32Array([0, 1, -1, 2, 0.5])).arrayBuffer())
  const text = (at: number, n: number) => String.fromCharCode(...Array.from({ length: n }, (_, i) => bytes.getUint8(at + i)))
  expect([text(0, 4), text(8, 8), text(36, 4)]).toEqual(['RIFF', 'WAVEfmt ', 'data'])
  expect([bytes.byteLength, bytes.getUint32(4, true), bytes.getUint32(40, true)]).toEqual([54, 46, 10])
  expect([bytes.getUint16(22, true), bytes.getUint32(24, true), bytes.getUint32(28, true)]).toEqual([1, 16_000, 32_000])
  expect([0, 1, 2, 3, 4].map((i) => bytes.getInt16(44 + i * 2, true))).toEqual([0, 32_767, -32_767, 32_767, 16_384])
})
