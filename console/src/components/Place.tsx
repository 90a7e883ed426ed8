import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FencePlace, Fence, Spot } from '../api/types'
import { Ago } from './age'
import { distance, OLD, round, way, type Point } from './ground'

/** Where somebody was last: how old, how exact, and how that lies to the home. */
export function PlaceFacts({ spot, age, home }: { spot: Spot; age: number; home?: Point | null }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const coordinates = `${spot.lat.toFixed(5)}, ${spot.lon.toFixed(5)}`
  const from = home ? distance(home, spot) : undefined
  return (
    <div className="place">
      <div className="row wrap">
        <b>{from === undefined || !home ? t('fence.spot') : from < 80 ? t('fence.atHome', { m: round(from) }) : t('fence.fromHome', { m: round(from), way: t(`fence.ways.${way(home, spot)}`) })}</b>
        <span className={`chip num ${age > OLD ? 'chip-amber' : ''}`}><Ago at={spot.at} /></span>
        <span className="quiet num">{spot.accuracy ? t('fence.accuracy', { m: Math.round(spot.accuracy) }) : t('fence.unknownAccuracy')}</span>
      </div>
      <div className="row wrap">
        <span className="num">{coordinates}</span>
        {navigator.clipboard && <Button size="small" onClick={() => void navigator.clipboard.writeText(coordinates).then(() => setCopied(true))}>{copied ? t('fence.copied') : t('fence.copy')}</Button>}
        {age > OLD && <span className="place-old">{t('fence.old')}</span>}
      </div>
    </div>
  )
}

/** How a place lies to each fence, in words. */
export function FencePlaces({ places, fences }: { places: FencePlace[]; fences: Fence[] }) {
  const { t } = useTranslation()
  return (
    <ul className="stack" style={{ gap: 2 }}>
      {places.map((p) => {
        const f = fences.find((one) => one.id === p.id)
        if (!f) return null
        const where = p.beyond ? 'beyond' : p.distance <= f.radius ? 'inside' : 'edge'
        return <li key={p.id} className={p.beyond && p.in_force ? 'place-beyond' : ''}>{t(`fence.${where}`, { name: f.name, m: round(p.distance) })}{!p.in_force && t('fence.idle')}</li>
      })}
    </ul>
  )
}
