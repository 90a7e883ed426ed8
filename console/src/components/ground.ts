// Ways over the ground, for fences and places.

export interface Point { lat: number; lon: number }

const PER_DEGREE = 111_195 // metres
const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Metres east and north of a middle; exact enough for a few kilometres. */
export function offset(middle: Point, p: Point): { east: number; north: number } {
  return { east: (p.lon - middle.lon) * PER_DEGREE * Math.cos(rad(middle.lat)), north: (p.lat - middle.lat) * PER_DEGREE }
}

export function distance(a: Point, b: Point): number {
  const { east, north } = offset(a, b)
  return Math.hypot(east, north)
}

export const WAYS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const

/** The direction in which b lies from a, in eighths. */
export function way(a: Point, b: Point): (typeof WAYS)[number] {
  const { east, north } = offset(a, b)
  const eighth = Math.round(Math.atan2(east, north) / (Math.PI / 4))
  return WAYS[(eighth + 8) % 8] ?? 'n'
}

/** As people say a distance: nobody knows the metre. */
export const round = (m: number): number => (m < 100 ? Math.round(m / 10) * 10 : m < 1000 ? Math.round(m / 50) * 50 : Math.round(m / 100) * 100)

/** A fix older than this in seconds says little. */
export const OLD = 30 * 60
