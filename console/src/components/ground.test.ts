import { describe, expect, it } from 'vitest'
import { distance, round, way } from './ground'

const home = { lat: 33.35, lon: 116.85 }

describe('places', () => {
  it('measures ways', () => {
    expect(distance(home, { lat: 33.36, lon: 116.85 })).toBeCloseTo(1112, 0)
    expect(distance(home, { lat: 33.35, lon: 116.86 })).toBeCloseTo(929, 0)
  })
  it('names directions', () => {
    expect(way(home, { lat: 33.36, lon: 116.85 })).toBe('n')
    expect(way(home, { lat: 33.35, lon: 116.86 })).toBe('e')
    expect(way(home, { lat: 33.34, lon: 116.838 })).toBe('sw')
    expect(way(home, { lat: 33.36, lon: 116.838 })).toBe('nw')
  })
  it('rounds as people do', () => {
    expect([34, 120, 176, 1449].map(round)).toEqual([30, 100, 200, 1400])
  })
})
