import { useTranslation } from 'react-i18next'
import type { RouteLine } from '../../api/assign'
import { offset, type Point } from '../../components/ground'

const WIDTH = 560
const HEIGHT = 460
const MARGIN = 26
const COLOURS = ['#0f6b6d', '#8a4b08', '#3b5ba9', '#8c2f5a', '#4d6b1f', '#6a3fa0', '#9a3412', '#1d6f42', '#5b5f66', '#7a5c00']

export const colourOf = (n: number) => COLOURS[n % COLOURS.length] ?? '#5b5f66'

/** The routes to scale, north up, with the order of visits: there is no map without a network. */
export function RoundMap({ routes, chosen, onChoose }: { routes: RouteLine[]; chosen?: string; onChoose: (worker: string) => void }) {
  const { t } = useTranslation()
  const points = routes.flatMap((r) => [...(r.start ? [r.start] : []), ...r.stops.flatMap((s) => (s.place ? [s.place] : []))])
  const middle = points[0]
  if (!middle) return null
  const at = plane(points, middle)
  const bar = [500, 1000, 2000, 5000, 10_000, 20_000].findLast((m) => m * at.scale < WIDTH / 3) ?? 500
  return (
    <figure className="round-map">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('assign.map')}>
        {routes.map((r, n) => {
          const on = !chosen || chosen === r.worker_id
          const stops = r.stops.flatMap((s, k) => (s.place ? [{ ...at.of(s.place), k, s }] : []))
          const line = [...(r.start ? [at.of(r.start)] : []), ...stops].map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`).join(' ')
          const home = r.start && at.of(r.start)
          return (
            <g key={r.worker_id} opacity={on ? 1 : 0.12} onClick={() => onChoose(r.worker_id)} style={{ cursor: 'pointer' }}>
              <title>{r.worker_name}</title>
              <polyline points={line} fill="none" stroke={colourOf(n)} strokeWidth={chosen === r.worker_id ? 3 : 1.6} strokeLinejoin="round" />
              {home && <rect x={home.x - 5} y={home.y - 5} width={10} height={10} fill={colourOf(n)} />}
              {stops.map((p) => (
                <g key={p.s.order_id + p.k}>
                  <circle cx={p.x} cy={p.y} r={chosen === r.worker_id ? 9 : 5} fill={colourOf(n)}><title>{`${r.worker_name} ${p.k + 1} ${p.s.village ?? ''}`}</title></circle>
                  {chosen === r.worker_id && <text x={p.x} y={p.y + 4} textAnchor="middle" fill="#fff" fontSize={11} fontWeight={600}>{p.k + 1}</text>}
                </g>
              ))}
            </g>
          )
        })}
        <text x={WIDTH - 16} y={16} textAnchor="middle" fontSize={12}>{t('assign.north')}</text>
        <path d={`M ${WIDTH - 16} 22 v 14 m -4 -10 l 4 -5 l 4 5 M 12 ${HEIGHT - 10} h ${bar * at.scale}`} className="round-scale" />
        <text x={12} y={HEIGHT - 16} fontSize={12}>{bar >= 1000 ? `${bar / 1000} km` : `${bar} m`}</text>
      </svg>
      <figcaption className="quiet">{t('assign.mapHint')}</figcaption>
    </figure>
  )
}

/** Puts all points into the picture, keeping the scale alike in both directions. */
function plane(points: Point[], middle: Point) {
  const ground = points.map((p) => offset(middle, p))
  const east = ground.map((g) => g.east)
  const north = ground.map((g) => g.north)
  const west = Math.min(...east)
  const top = Math.max(...north)
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(Math.max(...east) - west, 200), (HEIGHT - 2 * MARGIN) / Math.max(top - Math.min(...north), 200))
  return {
    scale,
    of: (p: Point) => {
      const g = offset(middle, p)
      return { x: MARGIN + (g.east - west) * scale, y: MARGIN + (top - g.north) * scale }
    },
  }
}
