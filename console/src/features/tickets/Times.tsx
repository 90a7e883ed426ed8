import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { functionsQuery, paperQuery, regionsQuery, timesQuery, unexplainedQuery } from '../../api/queries'
import type { components } from '../../api/schema'
import type { LateAnswer } from '../../api/types'
import { can, useSession } from '../../app/session'
import { elapsed, fullStamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { IncidentMark } from '../../components/marks'
import { Empty, Panel, ProblemLine, Ratio } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { HotlinePage } from './HotlinePage'
import './hotline.css'
import { judge } from './target'

type Figures = components['schemas']['Times']
type Row = components['schemas']['TimesRow']
type Target = components['schemas']['Target']

const SHARES = ['answered_15s', 'answered_60s', 'answered_180s', 'accepted_60s', 'on_scene_45m', 'on_scene_60m'] as const

/** 时效: answered, accepted, on scene against the county's targets, each as n of N. */
export function Times() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [days, setDays] = useState(30)
  const [region, setRegion] = useState<string>()
  const step = days <= 30 ? 'day' : days <= 90 ? 'week' : 'month'
  const { data: times, error, refetch, dataUpdatedAt } = useQuery({ ...timesQuery(days, region, step), placeholderData: (old) => old })
  const { data: regions } = useQuery(regionsQuery)
  const townships = (regions?.items ?? []).filter((r) => r.kind === 'township')
  return (
    <HotlinePage
      title={t('hotline.times.title')}
      age={dataUpdatedAt}
      limit={180}
      actions={(
        <>
          <Select aria-label={t('hotline.times.region')} allowClear placeholder={t('common.wholeCounty')} value={region} onChange={setRegion} style={{ width: 150 }} options={townships.map((r) => ({ value: r.id, label: r.name }))} />
          <Segmented aria-label={t('hotline.times.period')} value={days} onChange={setDays} options={[7, 30, 90, 365].map((d) => ({ value: d, label: t(`hotline.times.d${d as 7}`) }))} />
        </>
      )}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {times && (
        <>
          <div className="figures">
            {SHARES.map((name) => <Share key={name} name={name} figures={times.total} target={times.targets.find((g) => g.name === name)} at={dataUpdatedAt} />)}
          </div>
          <p className="quiet" style={{ marginBottom: 12, fontSize: 13 }}>
            {t('hotline.times.incidents')} <span className="num">{times.total.incidents}</span>
            {times.total.no_arrival > 0 && ` · ${t('hotline.times.noArrival', { n: times.total.no_arrival })}`}
            {times.afterwards > 0 && ` · ${t('hotline.times.afterwards', { n: times.afterwards })}`}
            {times.total.delayed > 0 && ` · ${t('hotline.times.delayed', { n: times.total.delayed })}`}
            {' · '}{t('hotline.times.explained')} <Ratio n={times.total.explained.n} of={times.total.explained.of} percent={false} />
          </p>
          <div className="columns">
            <div className="span-7 stack">
              <Rows title={t('hotline.times.townships')} rows={times.townships} name={(key) => times.names[key] || t('hotline.times.county')} />
              <Rows title={t(step === 'day' ? 'hotline.times.days' : step === 'week' ? 'hotline.times.weeks' : 'hotline.times.months')} rows={[...times.periods].reverse()} name={(key) => key} />
            </div>
            <div className="span-5 stack">
              <Unexplained days={days} writes={can.desk(staff.role)} />
              {times.afterwards > 0 && <FromPaper days={days} />}
              {can.audits(staff.role) && <Nine days={days} region={region} />}
            </div>
          </div>
        </>
      )}
    </HotlinePage>
  )
}

function Share({ name, figures, target, at }: { name: (typeof SHARES)[number]; figures: Figures; target?: Target; at: number }) {
  const { t } = useTranslation()
  const share = figures[name]
  const verdict = target && judge(share, target.per_mille)
  return (
    <div className="sheet figure">
      <span>{t(`hotline.times.${name}`)}</span>
      <b>{share.of === 0 ? '—' : <Ratio n={share.n} of={share.of} />}</b>
      {target && <span className={`target ${verdict === 'below' ? 'target-below' : verdict === 'met' ? 'target-met' : ''}`}>{verdict && `${t(`hotline.times.${verdict}`)} · `}{t('hotline.times.target', { at: target.per_mille / 10, source: target.source })}</span>}
      <DataAge at={at} limit={180} />
    </div>
  )
}

function Rows({ title, rows, name }: { title: string; rows: Row[]; name: (key: string) => string }) {
  const { t } = useTranslation()
  return (
    <Panel title={title} flush>
      {rows.length === 0
        ? <Empty title={t('hotline.times.none')} />
        : (
          <div className="sheet-scroll" tabIndex={0}>
            <table className="plain">
              <thead><tr><th scope="col">{title}</th><th scope="col">{t('hotline.times.incidents')}</th>{SHARES.filter((s) => s !== 'on_scene_60m').map((s) => <th key={s} scope="col">{t(`hotline.times.${s}`)}</th>)}</tr></thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.key}>
                    <th scope="row">{name(row.key)}</th>
                    <td className="num">{row.incidents}</td>
                    {SHARES.filter((s) => s !== 'on_scene_60m').map((s) => <td key={s}>{row[s].of ? <Ratio n={row[s].n} of={row[s].of} percent={false} /> : <span className="quiet">—</span>}</td>)}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
  )
}

/** Whoever answered after three minutes writes down why. */
function Unexplained({ days, writes }: { days: number; writes: boolean }) {
  const { t } = useTranslation()
  const { data: late, error, refetch } = useQuery(unexplainedQuery(days))
  const rows = late?.items ?? []
  return (
    <Panel title={<>{t('hotline.times.unexplained')} {rows.length > 0 && <span className="chip chip-amber num">{rows.length}</span>}</>}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {late && rows.length === 0 && <p className="quiet">{t('hotline.times.unexplainedNone')}</p>}
      <ul className="stack" style={{ gap: 10 }}>{rows.slice(0, 30).map((row) => <Explain key={row.id} late={row} writes={writes} />)}</ul>
    </Panel>
  )
}

function Explain({ late, writes }: { late: LateAnswer; writes: boolean }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['unexplained'], ['times'], ['incident', late.id])
  const [why, setWhy] = useState('')
  return (
    <li>
      <div className="row wrap">
        <Link to="/desk" search={{ incident: late.id }} className="num">{late.number}</Link>
        <span>{word(t, 'kind', late.kind)}</span>
        <span className="quiet">{late.village || late.township}</span>
        <span className="chip chip-amber num">{t('hotline.times.waited')} {elapsed(late.waited_s * 1000)}</span>
        <span className="quiet">{late.answered_name} <span className="num">{fullStamp(late.opened_at).slice(5, 16)}</span></span>
      </div>
      {writes && (
        <form className="row" style={{ marginTop: 4 }} onSubmit={(e) => {
          e.preventDefault()
          if (why.trim()) void submit(() => data(api.POST('/api/v1/incidents/{id}/explain', { params: { path: { id: late.id } }, body: { reason: why.trim() } })))
        }}>
          <Input size="small" aria-label={t('hotline.times.why')} placeholder={t('hotline.times.why')} value={why} onChange={(e) => setWhy(e.target.value)} />
          <Button size="small" htmlType="submit" loading={busy} disabled={!why.trim()}>{t('hotline.times.save')}</Button>
        </form>
      )}
      <ProblemLine error={error} />
    </li>
  )
}

/** 补录: what was entered from paper, apart from all figures. */
function FromPaper({ days }: { days: number }) {
  const { t } = useTranslation()
  const { data: paper, error, refetch } = useQuery(paperQuery(days))
  return (
    <Panel title={t('hotline.times.paper')}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <ul className="stack" style={{ gap: 6 }}>
        {(paper?.items ?? []).map((i) => (
          <li key={i.id} className="row"><Link to="/desk" search={{ incident: i.id }} className="link-plain num">{i.number}</Link><IncidentMark state={i.state} /><span>{i.elder_name}</span><span className="grow" /><span className="num quiet">{fullStamp(i.opened_at)}</span></li>
        ))}
      </ul>
    </Panel>
  )
}

/** The nine functions of the hotline, as the bureau counts them. */
function Nine({ days, region }: { days: number; region?: string }) {
  const { t } = useTranslation()
  const { data: used, error, refetch, dataUpdatedAt } = useQuery(functionsQuery(days, region))
  const calls = used?.functions.find((f) => f.calls)?.calls
  return (
    <Panel title={t('hotline.times.functions')} extra={<DataAge at={dataUpdatedAt} limit={180} />}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <ol className="nine">{used?.functions.map((f) => <li key={f.name}><span>{t(`hotline.times.function.${f.name}`)}</span><b>{f.n}</b>{(f.afterwards ?? 0) > 0 && <span>{t('hotline.times.afterwardsToo', { n: f.afterwards })}</span>}</li>)}</ol>
      {calls && (
        <p className="quiet" style={{ marginTop: 8, fontSize: 13 }}>
          {t('hotline.times.callsIn')} <Ratio n={calls.answered.n} of={calls.answered.of} percent={false} /> · {t('hotline.times.callsOut')} <Ratio n={calls.reached.n} of={calls.reached.of} percent={false} />
          {' · '}{t('hotline.times.callsMissed')} <b className="num">{calls.missed}</b> · {t('hotline.times.calledBack')} <Ratio n={calls.called_back.n} of={calls.called_back.of} percent={false} /> · {t('hotline.times.attempts')} <b className="num">{calls.attempts}</b>
        </p>
      )}
    </Panel>
  )
}
