import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox, Input, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { auditQuery, auditsQuery } from '../../api/queries'
import { AUDIT_ITEMS, type Audit, type AuditFile } from '../../api/types'
import { useSession } from '../../app/session'
import { clock, fullStamp } from '../../app/time'
import { Empty, Panel, ProblemLine, Ratio } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { noteText, word } from '../../i18n/word'
import { HotlinePage } from './HotlinePage'
import './hotline.css'

const TINT: Record<Audit['state'], string> = { drawn: 'chip-amber', done: 'chip-teal', replied: 'chip-good' }

/** 质检: two calls of each operator a month, drawn by lot. */
export function Audits() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { audit: selected } = useSearch({ from: '/shell/tickets/audits' })
  const { data: list, error, refetch, dataUpdatedAt } = useQuery(auditsQuery)
  const rows = list?.items ?? []
  const pick = (audit: string) => void navigate({ to: '/tickets/audits', search: { audit } })
  return (
    <HotlinePage title={t('hotline.audits.title')} age={dataUpdatedAt} limit={600}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="columns">
        <div className="span-6 sheet sheet-scroll" tabIndex={0}>
          <Table<Audit>
            rowKey="id"
            size="middle"
            loading={!list && !error}
            dataSource={rows}
            pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            rowClassName={(row) => `row-link ${row.id === selected ? 'row-on' : ''}`}
            onRow={(row) => ({ onClick: () => pick(row.id) })}
            locale={{ emptyText: <Empty title={t('hotline.audits.empty')} hint={t('hotline.audits.emptyHint')} /> }}
            columns={[
              { title: t('hotline.audits.month'), dataIndex: 'month', className: 'num' },
              { title: t('hotline.audits.operator'), key: 'operator', render: (_, a) => <button type="button" className="link-button" onClick={() => pick(a.id)}><b>{a.operator_name || a.operator}</b></button> },
              { title: t('hotline.audits.call'), dataIndex: 'number', className: 'num' },
              { title: t('common.state'), key: 'state', render: (_, a) => <span className={`chip ${TINT[a.state]}`}>{t(`hotline.audits.state.${a.state}`)}</span> },
              { title: t('hotline.audits.score'), key: 'score', render: (_, a) => a.state === 'drawn' ? '' : <span className="row nowrap"><Ratio n={a.score.n} of={a.score.of} percent={false} />{a.fatal && <span className="chip chip-alarm">{t('hotline.audits.fatal')}</span>}</span> },
            ]}
          />
        </div>
        <div className="span-6">
          {selected ? <AuditPanel key={selected} id={selected} /> : <div className="sheet"><Empty title={t('hotline.audits.choose')} hint={t('hotline.audits.chooseHint')} /></div>}
        </div>
      </div>
    </HotlinePage>
  )
}

function AuditPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: audit, error, refetch } = useQuery(auditQuery(id))
  if (!audit) return <div className="sheet sheet-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  const audits = ['supervisor', 'admin', 'auditor'].includes(staff.role)
  const own = audit.operator === staff.id
  return (
    <Panel title={`${audit.operator_name || audit.operator} · ${audit.month}`} extra={<span className="quiet" style={{ fontSize: 12 }} title={audit.seed}>{t('hotline.audits.draw', { of: audit.of, seed: audit.seed.slice(0, 8) })}</span>}>
      {audit.incident && (
        <details open={audit.state === 'drawn'}>
          <summary>{t('hotline.audits.process')} · {word(t, 'kind', audit.incident.kind)} · {word(t, 'outcome', audit.incident.outcome)}</summary>
          <p><Link to="/desk" search={{ incident: audit.incident_id }} className="num">{t('hotline.audits.openCall')} {audit.number}</Link></p>
          <ol className="history" style={{ margin: '8px 0' }}>
            {audit.incident.timeline.map((line) => (
              <li key={line.at + line.what}><time className="num quiet" title={fullStamp(line.at)}>{clock(line.at)}</time><span><b>{word(t, 'what', line.what)}</b> <span className="quiet">{line.by === 'system' ? '' : line.by_name || line.by}</span> {noteText(t, line.what, line.note)}</span></li>
            ))}
          </ol>
        </details>
      )}
      {audits && !own && audit.state !== 'replied' ? <Fill key={audit.version} audit={audit} /> : <Filled audit={audit} />}
      {audits && own && audit.state === 'drawn' && <p className="quiet">{t('hotline.audits.own')}</p>}
      {own && audit.state === 'done' && <Reply id={audit.id} />}
    </Panel>
  )
}

type Met = 'yes' | 'no' | 'none'

function Fill({ audit }: { audit: AuditFile }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['audits'], ['audit', audit.id])
  const [met, setMet] = useState<Record<string, Met>>(() => Object.fromEntries((audit.checks ?? []).map((c) => [c.item, c.met])))
  const [fatal, setFatal] = useState(audit.fatal ?? false)
  const [comment, setComment] = useState(audit.comment ?? '')
  const whole = AUDIT_ITEMS.every((item) => met[item])
  const needs = fatal || Object.values(met).includes('no')
  const save = () => void submit(() => data(api.POST('/api/v1/audits/{id}/fill', {
    params: { path: { id: audit.id } }, body: { checks: AUDIT_ITEMS.map((item) => ({ item, met: met[item] ?? 'none' })), fatal: fatal || undefined, comment: comment.trim() || undefined },
  })))
  return (
    <form onSubmit={(e) => {
      e.preventDefault()
      save()
    }}>
      <div className="audit-form">
        {AUDIT_ITEMS.map((item) => (
          <fieldset key={item}>
            <legend>{t(`hotline.audits.item.${item}`)}</legend>
            {(['yes', 'no', 'none'] as const).map((m) => (
              <label key={m}><input type="radio" name={item} checked={met[item] === m} onChange={() => setMet((old) => ({ ...old, [item]: m }))} />{t(`hotline.audits.met.${m}`)}</label>
            ))}
          </fieldset>
        ))}
      </div>
      <Checkbox checked={fatal} onChange={(e) => setFatal(e.target.checked)}>{t('hotline.audits.fatal')}</Checkbox>
      <Input.TextArea rows={2} style={{ margin: '8px 0' }} aria-label={t('hotline.audits.comment')} placeholder={t('hotline.audits.comment')} value={comment} onChange={(e) => setComment(e.target.value)} maxLength={2000} />
      <ProblemLine error={error} />
      <Button type="primary" htmlType="submit" loading={busy} disabled={!whole || (needs && !comment.trim())}>{t('hotline.audits.save')}</Button>
    </form>
  )
}

function Filled({ audit }: { audit: AuditFile }) {
  const { t } = useTranslation()
  if (audit.state === 'drawn') return null
  return (
    <>
      <dl className="facts" style={{ marginTop: 8 }}>
        {(audit.checks ?? []).map((c) => <FilledLine key={c.item} item={t(`hotline.audits.item.${c.item}`)} met={t(`hotline.audits.met.${c.met}`)} bad={c.met === 'no'} />)}
        {audit.fatal && <><dt /><dd><span className="chip chip-alarm">{t('hotline.audits.fatal')}</span></dd></>}
        {audit.comment && <><dt>{t('hotline.audits.comment')}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{audit.comment}</dd></>}
        <dt /><dd className="quiet">{t('hotline.audits.by', { name: audit.by_name || audit.by })} {fullStamp(audit.done_at).slice(0, 16)}</dd>
        {audit.reply && <><dt>{t('hotline.audits.reply')}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{audit.reply}</dd></>}
      </dl>
    </>
  )
}

const FilledLine = ({ item, met, bad }: { item: string; met: string; bad: boolean }) => <><dt>{item}</dt><dd>{bad ? <span className="chip chip-amber">{met}</span> : met}</dd></>

function Reply({ id }: { id: string }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['audits'], ['audit', id])
  const [text, setText] = useState('')
  return (
    <div className="stack" style={{ gap: 6, marginTop: 10 }}>
      <Input.TextArea rows={2} aria-label={t('hotline.audits.reply')} placeholder={t('hotline.audits.reply')} value={text} onChange={(e) => setText(e.target.value)} maxLength={2000} />
      <div><Button type="primary" loading={busy} disabled={!text.trim()} onClick={() => void submit(() => data(api.POST('/api/v1/audits/{id}/reply', { params: { path: { id } }, body: { text: text.trim() } })))}>{t('hotline.audits.replySave')}</Button></div>
      <ProblemLine error={error} />
    </div>
  )
}
