import type { Reading } from '../../api/types'

/** Metrics in the order in which a person asks for them. */
const ORDER = ['heart_rate', 'spo2', 'systolic', 'diastolic', 'body_temperature', 'glucose', 'respiration', 'bed_occupied', 'motion', 'contact_open', 'steps', 'weight', 'temperature', 'humidity', 'power', 'illuminance', 'co', 'battery', 'rssi']

/** What a device says of itself, not of the elder. */
export const aboutDevice = (metric: string) => metric === 'battery' || metric === 'rssi'

/** One newest reading per metric. */
export function newest(readings: Reading[]): Reading[] {
  const by = new Map<string, Reading>()
  for (const r of readings) {
    const old = by.get(r.metric)
    if (!old || old.at < r.at) by.set(r.metric, r)
  }
  const rank = (metric: string) => (ORDER.includes(metric) ? ORDER.indexOf(metric) : ORDER.length)
  return [...by.values()].sort((a, b) => rank(a.metric) - rank(b.metric))
}
