import type { TFunction } from 'i18next'

const UNITS = { d: 'days', h: 'hours', m: 'minutes', s: 'seconds' } as const

/** A duration as rule files write it ("1h30m") in words; what is not one stays as it is. */
export function duration(t: TFunction, text: string | undefined): string {
  if (!text || !/^(\d+[dhms])+$/.test(text)) return text ?? ''
  return [...text.matchAll(/(\d+)([dhms])/g)].filter(([, n]) => Number(n) > 0).map(([, n, unit]) => t(`common.${UNITS[unit as 'd']}`, { n })).join(' ')
}
