import type { TFunction } from 'i18next'
import { word } from '../i18n/word'

/** Metrics that are yes or no: on the screen a word, not a 0 or a 1. */
const SWITCHES = ['motion', 'contact_open', 'bed_occupied', 'fall', 'smoke', 'gas', 'water_leak', 'battery_low', 'tamper', 'mains_lost', 'removed']

export const isSwitch = (metric: string) => SWITCHES.includes(metric)

/** A measured value and its unit as people read them. */
export function readingOf(t: TFunction, { metric, value, unit }: { metric: string; value: number; unit?: string }): { value: string; unit: string } {
  if (isSwitch(metric)) return { value: word(t, value ? 'metricOn' : 'metricOff', metric), unit: '' }
  return { value: String(Math.round(value * 10) / 10), unit: word(t, 'unit', unit) }
}
