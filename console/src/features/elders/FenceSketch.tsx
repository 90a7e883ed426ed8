import { useTranslation } from 'react-i18next'
import type { Fence, Spot } from '../../api/types'
import { distance, offset, type Point } from '../../components/ground'

const SIZE = 260

/** The fences to scale, north up, with home and last place: there is no map without a network. */
export function FenceSketch({ fences, home, spot }: { fences: Fence[]; home?: Point; spot?: Spot }) {
  const { t } = useTranslation()
  const middle = fences[0] ?? home
  if (!middle) return null
  const reach = Math.max(...fences.map((f) => distance(middle, f) + f.radius), home ? distance(middle, home) : 0, spot ? distance(middle, spot) + (spot.accuracy ?? 0) : 0) * 1.12
  const scale = SIZE / 2 / reach
  const at = (p: Point) => {
    const { east, north } = offset(middle, p)
    return { x: SIZE / 2 + east * scale, y: SIZE / 2 - north * scale }
  }
  const bar = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000].findLast((m) => m * scale < SIZE / 3) ?? 50
  const dot = spot && at(spot)
  const door = home && at(home)
  return (
    <svg className="fence-sketch" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={t('fence.sketch')}>
      {fences.map((f) => {
        const { x, y } = at(f)
        return <circle key={f.id} cx={x} cy={y} r={f.radius * scale} className={f.from ? 'fence-hours' : 'fence-always'}><title>{f.name}</title></circle>
      })}
      {door && <path d={`M ${door.x - 7} ${door.y} l 7 -7 l 7 7 v 7 h -14 z`} className="fence-home" />}
      {dot && <circle cx={dot.x} cy={dot.y} r={Math.max(6, (spot.accuracy ?? 0) * scale)} className="fence-accuracy" />}
      {dot && <circle cx={dot.x} cy={dot.y} r={5} className="fence-spot" />}
      <text x={SIZE - 14} y={16} textAnchor="middle">{t('fence.north')}</text>
      <path d={`M ${SIZE - 14} 22 v 14 m -4 -10 l 4 -5 l 4 5`} className="fence-scale" />
      <path d={`M 10 ${SIZE - 10} h ${bar * scale}`} className="fence-scale" />
      <text x={10} y={SIZE - 16}>{bar} m</text>
    </svg>
  )
}
