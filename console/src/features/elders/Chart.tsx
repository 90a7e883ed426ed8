import { LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use as register, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Point } from '../../api/types'
import { serverNow } from '../../app/clock'
import { shanghai } from '../../app/time'

register([LineChart, GridComponent, TooltipComponent, CanvasRenderer])

/** Mean as a line, minimum to maximum as a band; a gap in the data stays a gap. */
export function Chart({ points, unit, name, hours }: { points: Point[]; unit: string; name: string; hours: number }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(null)

  useEffect(() => {
    if (!box.current) return
    const made = init(box.current)
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    const to = serverNow()
    const at = (p: Point) => Date.parse(p.at)
    const label = (value: number) => shanghai(value).format(hours > 8000 ? 'YYYY-MM' : hours > 48 ? 'MM-DD' : 'HH:mm')
    chart.current?.setOption({
      animation: false,
      grid: { left: 46, right: 14, top: 24, bottom: 26 },
      tooltip: {
        trigger: 'axis',
        confine: true,
        formatter: (rows: { dataIndex: number }[]) => {
          const p = points[rows[0]?.dataIndex ?? -1]
          const two = (n: number) => Math.round(n * 100) / 100
          return p ? `${shanghai(p.at).format(hours > 8000 ? 'YYYY-MM-DD' : 'MM-DD HH:mm')}<br/>${t('elders.curveMean')} <b>${two(p.mean)}</b> ${unit}<br/>${t('elders.curveBand')} ${two(p.min)}–${two(p.max)} (n=${p.count})` : ''
        },
      },
      xAxis: { type: 'time', min: to - hours * 3_600_000, max: to, axisLabel: { formatter: label, color: '#5d574d', hideOverlap: true }, axisLine: { lineStyle: { color: '#cfc8bb' } }, splitLine: { show: false } },
      yAxis: { type: 'value', name: unit, scale: true, nameTextStyle: { color: '#5d574d' }, axisLabel: { color: '#5d574d' }, splitLine: { lineStyle: { color: '#ebe6dc' } } },
      series: [
        { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, data: points.map((p) => [at(p), p.min]), silent: true },
        { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, areaStyle: { color: '#14575a', opacity: 0.14 }, data: points.map((p) => [at(p), p.max - p.min]), silent: true },
        { type: 'line', name, showSymbol: points.length < 60, symbolSize: 4, lineStyle: { color: '#14575a', width: 1.8 }, itemStyle: { color: '#14575a' }, data: points.map((p) => [at(p), p.mean]) },
      ],
    }, { notMerge: true })
  }, [points, unit, name, hours, t])

  return <div ref={box} role="img" aria-label={`${name} ${unit}`} style={{ height: 260 }} />
}
