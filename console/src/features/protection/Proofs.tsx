import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { proofMonthQuery, proofsQuery, type MonthFilter } from '../../api/queries'
import type { components } from '../../api/schema'
import type { Proof } from '../../api/types'
import { fullStamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Empty, Panel, ProblemLine, Ratio } from '../../components/parts'
import { word } from '../../i18n/word'
import { HomeName } from './HomeName'
import { exportOf, MonthAndRegion, months } from './MonthAndRegion'

type Count = components['schemas']['ProofCount']

/** The proof ledger: each press of a month with how far it came. */
export function Proofs() {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<MonthFilter>({ month: months()[0] })
  const { data: sum, error, refetch, dataUpdatedAt } = useQuery({ ...proofMonthQuery(filter), placeholderData: (old) => old })
  const list = useQuery({ ...proofsQuery(filter), placeholderData: (old) => old })
  return (
    <div className="stack">
      <div className="row wrap">
        <MonthAndRegion value={filter} onChange={setFilter} />
        {sum && <span>{t('protection.proven')} <b><Ratio n={sum.total.proven} of={sum.total.presses} /></b></span>}
        {sum && <span>{t('protection.first')} <b><Ratio n={sum.total.first} of={sum.total.presses} /></b></span>}
        {sum && <span>{t('protection.provenHomes')} <b className="num">{sum.total.homes}</b></span>}
        <DataAge at={dataUpdatedAt} limit={180} />
        <span className="grow" />
        <Button href={exportOf('proofs.csv', filter)} download>{t('protection.exportProofs')}</Button>
      </div>
      <ProblemLine error={error ?? list.error} onRetry={() => { void refetch(); void list.refetch() }} />
      <div className="columns">
        <div className="span-6"><Counts title={t('protection.byModel')} name={t('protection.model')} rows={sum?.models ?? []} text={(c) => word(t, 'deviceKind', c.key)} /></div>
        <div className="span-6"><Counts title={t('protection.byVillage')} name={t('protection.region')} rows={sum?.villages ?? []} text={(c) => [c.township, c.village].filter(Boolean).join(' ') || c.key} /></div>
      </div>
      <Panel flush title={t('protection.list')} extra={<DataAge at={list.dataUpdatedAt} limit={180} />}>
        <div className="sheet-scroll" tabIndex={0}>
          <Table<Proof>
            rowKey={(p) => `${p.device_id} ${p.call}`}
            size="small"
            loading={!list.data && !list.error}
            dataSource={list.data?.items ?? []}
            pagination={(list.data?.items ?? []).length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            locale={{ emptyText: <Empty title={t('protection.noProofs')} hint={t('protection.noProofsHint')} /> }}
            columns={[
              { title: t('protection.home'), key: 'home', render: (_, p) => <HomeName at={p} /> },
              { title: t('protection.call'), key: 'call', render: (_, p) => <>{word(t, 'kind', p.kind)} <span className="quiet">{p.model && word(t, 'deviceKind', p.model)}</span></> },
              { title: t('protection.pressed'), key: 'pressed', className: 'num', render: (_, p) => fullStamp(p.pressed_at) },
              { title: t('protection.received'), key: 'received', className: 'num', render: (_, p) => <After at={p.received_at} since={p.pressed_at} /> },
              { title: t('protection.recorded'), key: 'recorded', className: 'num', render: (_, p) => <After at={p.recorded_at} since={p.received_at} /> },
              { title: t('protection.told'), key: 'told', className: 'num', render: (_, p) => <After at={p.told_at} since={p.received_at} /> },
              { title: t('protection.confirmed'), key: 'confirmed', className: 'num', render: (_, p) => (p.confirmed_at ? <After at={p.confirmed_at} since={p.received_at} /> : <span className="chip chip-amber">{t('protection.notYet')}</span>) },
              { title: t('protection.first'), key: 'first', render: (_, p) => (p.first ? <span className="chip chip-good">✓</span> : <span className="quiet">—</span>) },
            ]}
          />
        </div>
      </Panel>
    </div>
  )
}

/** How long after the stage before it a stage came. */
function After({ at, since }: { at: string | null; since: string }) {
  const { t } = useTranslation()
  if (!at) return <span className="quiet">—</span>
  const seconds = (Date.parse(at) - Date.parse(since)) / 1000
  return <span title={fullStamp(at)}>{t('protection.after', { s: Math.abs(seconds) < 100 ? seconds.toFixed(1) : Math.round(seconds) })}</span>
}

function Counts<T extends Count>({ title, name, rows, text }: { title: string; name: string; rows: T[]; text: (row: T) => string }) {
  const { t } = useTranslation()
  return (
    <Panel flush title={title}>
      <Table<T>
        rowKey="key"
        size="small"
        dataSource={rows}
        pagination={rows.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
        locale={{ emptyText: <span className="quiet">{t('protection.noProofs')}</span> }}
        columns={[
          { title: name, key: 'key', render: (_, c) => text(c) },
          { title: t('protection.first'), key: 'first', render: (_, c) => <Ratio n={c.first} of={c.presses} /> },
          { title: t('protection.proven'), key: 'proven', render: (_, c) => <Ratio n={c.proven} of={c.presses} percent={false} /> },
          { title: t('protection.provenHomes'), dataIndex: 'homes', key: 'homes', className: 'num', align: 'right' },
        ]}
      />
    </Panel>
  )
}
