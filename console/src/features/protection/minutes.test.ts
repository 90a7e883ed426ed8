import { describe, expect, it } from 'vitest'
import type { Minutes } from '../../api/types'
import { parts, total } from './minutes'

const minutes = (protectedFor: number, lost: number, unknown: number): Minutes => ({
  protected: protectedFor, unprotected: lost, unknown, battery: lost, gateway: 0, power: 0, network: 0, platform: 0, broker: 0, away: 0, button: 0,
})

describe('a day of a home', () => {
  it('is well only when every minute was', () => {
    expect(parts(minutes(1440, 0, 0))).toEqual({ ok: 100, lost: 0, unknown: 0 })
    expect(parts(minutes(1439, 1, 0)).lost).toBeGreaterThanOrEqual(8)
    expect(parts(minutes(1439, 0, 1)).ok).toBeLessThan(100)
  })
  it('adds up', () => {
    for (const m of [minutes(700, 700, 40), minutes(0, 1440, 0), minutes(0, 1430, 10), minutes(0, 0, 1440)]) {
      const { ok, lost, unknown } = parts(m)
      expect(ok + lost + unknown).toBeCloseTo(100)
      expect(Math.min(ok, lost, unknown)).toBeGreaterThanOrEqual(0)
      expect(total(m)).toBe(1440)
    }
  })
  it('draws nothing of a day without minutes', () => {
    expect(parts(minutes(0, 0, 0))).toEqual({ ok: 0, lost: 0, unknown: 0 })
  })
})
