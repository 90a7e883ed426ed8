import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { can, useSession } from '../../app/session'
import { fullStamp, stamp } from '../../app/time'
import { Empty, Page, Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { HeardLine } from './Band'
import { casesQuery, runningQuery, runQuery, runsQuery, type TrainingCase, type TrainingRun } from './queries'
import './training.css'

/** 训练: the cases with one's best score, or the score sheet of one run. */
export function Training() {
  const { run } = useSearch({ from: '/shell/training' })
  return run ? <Sheet key={run} id={run} /> : <Cases />
}

function Cases() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data: list, error, refetch } = useQuery(casesQuery)
  const { data: running } = useQuery(runningQuery)
  const { submit, error: refused, busy } = useSubmit(['training'], ['incidents'], ['desk'])
  const cases = list?.items ?? []
  const scored = cases.filter((c) => c.best !== null)
  const start = (id: string) => () => void submit(() => data(api.POST('/api/v1/training/cases/{id}/start', { params: { path: { id } } })))
    .then((begun) => begun && navigate({ to: '/desk', search: {} }))
  return (
    <Page title={t('training.title')} actions={<span className="num">{t('training.total', { got: scored.reduce((n, c) => n + (c.best ?? 0), 0), of: cases.reduce((n, c) => n + c.of, 0), n: scored.length, all: cases.length })}</span>}>
      <ProblemLine error={error ?? refused} onRetry={error ? () => void refetch() : undefined} />
      <p className="quiet">{t('training.hint')}</p>
      {running?.id && <p className="row"><b>{t('training.running', { n: running.number, title: running.title })}</b> <Link to="/desk" search={{}}>{t('training.toDesk')}</Link></p>}
      <ul className="cases">
        {cases.map((c) => <Card key={c.id} one={c} disabled={busy || Boolean(running?.id)} onStart={start(c.id)} />)}
      </ul>
      <Runs />
    </Page>
  )
}

function Card({ one, disabled, onStart }: { one: TrainingCase; disabled: boolean; onStart: () => void }) {
  const { t } = useTranslation()
  return (
    <li className="sheet case-card">
      <div className="row"><span className="quiet num">{t('training.number', { n: one.number })}</span><span className="grow" />
        {one.best === null ? <span className="quiet">{t('training.never')}</span> : <b className="num" data-full={one.best === one.of}>{t('training.points', { got: one.best, of: one.of })}</b>}
      </div>
      <h2>{one.title}</h2>
      <p>{one.brief}</p>
      <div className="row">
        <Button type="primary" size="small" disabled={disabled} onClick={onStart} aria-label={`${t(one.runs > 0 ? 'training.again' : 'training.start')} ${one.title}`}>{t(one.runs > 0 ? 'training.again' : 'training.start')}</Button>
        <span className="quiet">{one.runs > 0 && t('training.times', { n: one.runs })}</span>
      </div>
    </li>
  )
}

function Runs() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const all = can.lead(staff.role)
  const { data: list, error } = useQuery(runsQuery)
  const runs = list?.items ?? []
  return (
    <Panel title={t(all ? 'training.everybody' : 'training.mine')}>
      <ProblemLine error={error} />
      {list && runs.length === 0 && <Empty title={t('training.none')} />}
      {runs.length > 0 && (
        <table className="training-table">
          <thead><tr>{all && <th scope="col">{t('training.who')}</th>}<th scope="col">{t('training.which')}</th><th scope="col">{t('training.score')}</th><th scope="col">{t('training.when')}</th></tr></thead>
          <tbody>
            {runs.map((r) => (
              <tr key={r.id}>
                {all && <td>{r.staff_name}</td>}
                <td><Link to="/training" search={{ run: r.id }}>{t('training.number', { n: r.number })} {r.title}</Link></td>
                <td className="num">{r.sheet && t('training.points', { got: r.sheet.points, of: r.sheet.of })}</td>
                <td className="num quiet">{stamp(r.ended_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

/** 评分表: line by line, with what would have been right. It is made to be printed. */
function Sheet({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: run, error, refetch } = useQuery(runQuery(id))
  const actions = (
    <span className="row no-print">
      <Link to="/training" search={{}} className="ant-btn">{t('training.back')}</Link>
      <Button onClick={() => window.print()}>{t('training.print')}</Button>
    </span>
  )
  if (!run) return <Page title={t('training.sheet')} actions={actions}><ProblemLine error={error} onRetry={() => void refetch()} /></Page>
  return (
    <Page title={`${t('training.sheet')} · ${t('training.number', { n: run.number })} ${run.title}`} actions={actions}>
      <p className="row wrap">
        <b className="training-score num">{run.sheet ? t('training.points', { got: run.sheet.points, of: run.sheet.of }) : '—'}</b>
        <span>{t('training.by', { name: run.staff_name, at: fullStamp(run.began_at) })}</span>
        {run.incident_ids.map((incident) => <Link key={incident} to="/desk" search={{ incident }} className="no-print">{t('training.handled')}</Link>)}
      </p>
      <p className="quiet">{run.brief}</p>
      {run.sheet && <Lines sheet={run.sheet} />}
      <div className="columns">
        <div className="span-6">
          <Panel title={t('training.right')}>
            <ol className="training-steps">{run.right.map((step, i) => <li key={i}>{step}</li>)}</ol>
            {run.wrong_title && <p className="quiet">{t('training.wrongWay', { what: run.wrong_title })}</p>}
          </Panel>
        </div>
        <div className="span-6">
          <Panel title={t('training.heard')}><ol className="training-steps">{run.heard.map((h, i) => <HeardLine key={i} heard={h} />)}</ol></Panel>
        </div>
      </div>
    </Page>
  )
}

function Lines({ sheet }: { sheet: NonNullable<TrainingRun['sheet']> }) {
  const { t } = useTranslation()
  return (
    <div className="sheet sheet-scroll training-lines" tabIndex={0}>
      <table className="training-table">
        <thead><tr><th scope="col">{t('training.item')}</th><th scope="col">{t('training.got')}</th><th scope="col">{t('training.why')}</th></tr></thead>
        <tbody>
          {sheet.lines.map((line) => (
            <tr key={line.id} data-lost={line.got < line.points}>
              <td>{word(t, 'training.check', line.check)}</td>
              <td className="num nowrap">{line.got}/{line.points}{line.got < line.points && <span className="chip chip-amber">{t('training.lost')}</span>}</td>
              <td>{line.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
