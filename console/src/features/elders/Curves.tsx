import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { curveQuery, latestQuery } from '../../api/queries'
import { Ago, DataAge } from '../../components/age'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { readingOf } from '../../components/reading'
import { word } from '../../i18n/word'
import { Chart } from './Chart'
import { aboutDevice, newest } from './newest'

const RANGES = { h6: [6, '1m'], h24: [24, '5m'], d7: [168, '30m'], d30: [720, '3h'], y1: [8760, '24h'], y5: [43824, '120h'] } as const
type Range = keyof typeof RANGES

export function Curves({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(latestQuery(id))
  const [chosen, setChosen] = useState<string>()
  const [range, setRange] = useState<Range>('h24')
  const readings = newest(data?.items ?? []).filter((r) => !aboutDevice(r.metric))
  const metric = chosen ?? readings[0]?.metric
  return (
    <Panel
      title={t('elders.curves')}
      extra={<Segmented aria-label={t('elders.range')} size="small" value={range} onChange={setRange} options={(Object.keys(RANGES) as Range[]).map((r) => ({ value: r, label: t(`elders.${r}`) }))} />}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {data && readings.length === 0 && <Empty title={t('elders.noLatest')} hint={t('elders.noLatestHint')} />}
      <div className="metrics" role="group" aria-label={t('elders.latest')}>
        {readings.map((r) => {
          const { value, unit } = readingOf(t, r)
          return (
            <button key={r.metric} type="button" className="metric" aria-pressed={r.metric === metric} onClick={() => setChosen(r.metric)}>
              <span>{word(t, 'metric', r.metric)}</span>
              <b className="num">{value}<small> {unit}</small></b>
              <span><Ago at={r.at} /></span>
            </button>
          )
        })}
      </div>
      {metric && <Curve id={id} metric={metric} range={range} />}
    </Panel>
  )
}

function Curve({ id, metric, range }: { id: string; metric: string; range: Range }) {
  const { t } = useTranslation()
  const [hours, every] = RANGES[range]
  const { data, error, refetch, dataUpdatedAt } = useQuery(curveQuery(id, metric, hours, every))
  const points = data?.points ?? []
  const measured = points.reduce((sum, p) => sum + p.count, 0)
  return (
    <>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <Chart points={points} unit={word(t, 'unit', data?.unit)} name={word(t, 'metric', metric)} hours={hours} />
      <div className="row quiet num" style={{ fontSize: 12, justifyContent: 'flex-end' }}>
        {data && (points.length === 0 ? t('elders.curveEmpty') : t('elders.curveCount', { n: points.length, m: measured }))}
        {data?.source === 'hours' && <span> · {t('elders.fromHours')}</span>}
        <DataAge at={dataUpdatedAt} limit={180} />
      </div>
    </>
  )
}
