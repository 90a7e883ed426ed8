import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Provider, Statement, StatementLine } from '../../api/types'
import { serverNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { shanghai, stamp } from '../../app/time'
import { Empty, ProblemLine, Ratio } from '../../components/parts'
import { yuan } from '../plans/money'
import { WorkPage } from '../plans/WorkPage'
import { months } from '../protection/MonthAndRegion'
import { GradeMark } from './marks'
import { PolicyForm } from './PolicyForm'
import { ProviderForm } from './ProviderForm'
import { providersQuery, statementQuery } from './queries'
import './visits.css'

/** 结算单: what a provider is owed for the visits of a month, each with its grade. */
export function Statements() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: providers, error } = useQuery(providersQuery)
  const [chosen, setChosen] = useState<string>()
  const [month, setMonth] = useState(months()[0] ?? '')
  const [form, setForm] = useState<'new' | 'edit' | 'policy'>()
  const list = providers?.items ?? []
  const provider = list.find((p) => p.id === chosen) ?? list[0]
  const statement = useQuery(statementQuery(provider?.id ?? '', month))
  const admin = can.admin(staff.role)
  return (
    <WorkPage
      title={t('visits.statements.title')}
      age={provider ? statement.dataUpdatedAt : undefined}
      limit={600}
      actions={(
        <span className="row wrap no-print">
          <Select aria-label={t('visits.statements.provider')} style={{ minWidth: 200 }} value={provider?.id} onChange={setChosen} options={list.map((p) => ({ value: p.id, label: p.name }))} />
          <Select aria-label={t('visits.statements.month')} style={{ width: 120 }} value={month} onChange={setMonth} options={months().map((m) => ({ value: m, label: m }))} />
          {provider && <Button href={`/api/v1/export/statement.csv?${new URLSearchParams({ month, provider_id: provider.id })}`} download>{t('visits.statements.csv')}</Button>}
          {provider && <Button onClick={() => window.print()}>{t('visits.statements.print')}</Button>}
          {admin && provider && <Button onClick={() => setForm('edit')}>{t('visits.statements.edit')}</Button>}
          {admin && <Button onClick={() => setForm('policy')}>{t('visits.statements.addPolicy')}</Button>}
          {admin && <Button type="primary" onClick={() => setForm('new')}>{t('visits.statements.add')}</Button>}
        </span>
      )}
    >
      <ProblemLine error={error ?? statement.error} onRetry={() => void statement.refetch()} />
      {form === 'policy' && <PolicyForm onDone={() => setForm(undefined)} />}
      {(form === 'new' || form === 'edit') && <ProviderForm key={form} provider={form === 'edit' ? provider : undefined} onDone={(id) => {
        setForm(undefined)
        if (id) setChosen(id)
      }} />}
      {providers && list.length === 0 && !form && <div className="sheet"><Empty title={t('visits.statements.noProvider')} hint={t('visits.statements.noProviderHint')} /></div>}
      {provider && statement.data && <Sheet statement={statement.data} provider={provider} />}
    </WorkPage>
  )
}

function Sheet({ statement, provider }: { statement: Statement; provider: Provider }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const unpaid = statement.policy.unpaid ?? []
  return (
    <div className="stack statement">
      <h2>{provider.name} · <span className="num">{statement.month}</span> {provider.contract && <small className="quiet">{t('visits.statements.contract')} {provider.contract}</small>}</h2>
      <div className="statement-sums">
        <span>{t('visits.statements.paid')} <b><Ratio n={statement.paid} of={statement.done} percent={false} /></b></span>
        <span>{t('visits.statements.graded')} <b><Ratio n={statement.graded} of={statement.done} percent={false} /></b></span>
        {(['A', 'B', 'C', 'D'] as const).map((g) => <span key={g}><GradeMark grade={g} /> <b className="num">{statement.grades[g] ?? 0}</b></span>)}
        <span>{t('visits.statements.price')} <b className="num">{t('visits.statements.yuan', { yuan: yuan(statement.price_fen) })}</b></span>
        <span>{t('visits.statements.subsidy')} <b className="num">{t('visits.statements.yuan', { yuan: yuan(statement.subsidy_fen) })}</b></span>
        <span>{t('visits.statements.own')} <b className="num">{t('visits.statements.yuan', { yuan: yuan(statement.own_fen) })}</b></span>
        <span>{t('visits.statements.collected')} <b className="num">{t('visits.statements.yuan', { yuan: yuan(statement.collected_fen) })}</b></span>
        {statement.refunded_fen > 0 && <span>{t('visits.statements.refunded')} <b className="num">{t('visits.statements.yuan', { yuan: yuan(statement.refunded_fen) })}</b></span>}
        {statement.left_fen > 0 && <span>{t('visits.statements.left')} <b className="num">{t('visits.statements.yuan', { yuan: yuan(statement.left_fen) })}</b></span>}
        {statement.weak > 0 && <span>{t('visits.statements.drawn')} <b><Ratio n={statement.drawn} of={statement.weak} percent={false} /></b></span>}
        {statement.held_fen > 0 && <span>{t('visits.statements.held')} <b className="num">{t('visits.statements.yuan', { yuan: yuan(statement.held_fen) })}</b></span>}
        {statement.trial > 0 && <span className="quiet">{t('visits.statements.trial', { n: statement.trial })}</span>}
      </div>
      <p className="quiet">{unpaid.length > 0 ? t('visits.statements.policy', { from: statement.policy.from, grades: unpaid.join('、'), basis: statement.policy.basis || '—' }) : !statement.policy.from && t('visits.statements.policyNone')}{statement.policy.from && <> {t('visits.statements.asked', { n: unpaid.includes('C') ? 100 : statement.policy.weak_percent ?? 20 })}</>}</p>
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<StatementLine>
          rowKey="id"
          size="small"
          dataSource={statement.lines}
          pagination={statement.lines.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
          locale={{ emptyText: <Empty title={t('visits.statements.empty')} /> }}
          columns={[
            { title: t('visits.statements.number'), key: 'number', className: 'num nowrap', render: (_, l) => <Link to="/orders" search={{ order: l.id }} className="link-plain">{l.number}</Link> },
            { title: t('orders.service'), key: 'service', render: (_, l) => t(`service.${l.service}`) },
            { title: t('orders.elder'), key: 'elder', render: (_, l) => l.elder_name },
            { title: t('visits.statements.worker'), key: 'worker', render: (_, l) => l.worker_name },
            { title: t('visits.statements.start'), key: 'start', className: 'num nowrap', render: (_, l) => (l.start_at ? stamp(l.start_at) : '') },
            { title: t('visits.stayed'), key: 'minutes', className: 'num nowrap', align: 'right', render: (_, l) => (l.minutes >= 0 ? t('visits.minutes', { n: l.minutes }) : '') },
            { title: t('visits.gradeLabel'), key: 'grade', render: (_, l) => <><GradeMark grade={l.grade} />{l.lot && <small className="quiet"> {t(`visits.lot.${l.lot}`)}</small>}</> },
            { title: t('visits.statements.price'), key: 'price', className: 'num', align: 'right', render: (_, l) => yuan(l.price_fen ?? 0) },
            { title: t('visits.statements.own'), key: 'own', className: 'num', align: 'right', render: (_, l) => yuan(l.own_fen) },
            { title: t('visits.statements.collected'), key: 'collected', className: 'num', align: 'right', render: (_, l) => (l.refunded_fen > 0 ? `${yuan(l.collected_fen)} − ${yuan(l.refunded_fen)}` : yuan(l.collected_fen)) },
            { title: t('visits.statements.paid'), key: 'paid', render: (_, l) => (l.held ? <span className="quiet">{t(`visits.statements.heldWhy.${l.held}`)}</span> : t('visits.statements.yes')) },
          ]}
        />
      </div>
      <p className="print-only quiet">{t('visits.statements.printedBy', { name: staff.name, at: shanghai(serverNow()).format('YYYY-MM-DD HH:mm') })}</p>
    </div>
  )
}
