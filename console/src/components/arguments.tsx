import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Argument } from '../api/assign'

/** One reason in words: for, against, or what stops. */
export function argumentText(t: TFunction, a: Argument, group: 'reason' | 'stop'): string {
  const opposite = group === 'reason' && a.points < 0 && a.code === 'gender'
  return t(`assign.${opposite ? 'against' : group}.${a.code}`, { n: a.n ?? 0, text: a.text ?? '', defaultValue: a.code })
}

/** What speaks for and against, the heaviest first; each says by sign and colour which. */
export function Arguments({ list, most = 4 }: { list: Argument[]; most?: number }) {
  const { t } = useTranslation()
  const shown = list.filter((a) => a.points !== 0).slice(0, most)
  return (
    <span className="chips">
      {shown.map((a) => (
        <span key={a.code + (a.text ?? '')} className={`chip num ${a.points > 0 ? 'chip-good' : 'chip-amber'}`}>
          {argumentText(t, a, 'reason')} {a.points > 0 ? '+' : '−'}{Math.abs(a.points)}
        </span>
      ))}
    </span>
  )
}

/** How far somebody is, and what that is reckoned from. */
export function Way({ minutes, from, age }: { minutes: number | null; from?: string; age?: string }) {
  const { t } = useTranslation()
  if (minutes === null) return <span className="quiet">{t('assign.unknownWay')}</span>
  return <span className="num">{t('assign.about', { n: minutes })} <small className="quiet">{from === 'place' ? t('assign.fromPlace', { age: age ?? '' }) : t('assign.fromZone')}</small></span>
}
