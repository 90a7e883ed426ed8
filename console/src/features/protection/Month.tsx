import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { protectedHomesQuery, protectedMonthQuery, type MonthFilter } from '../../api/queries'
import type { HomeMinutes, Minutes, ProtectedPlace } from '../../api/types'
import { stamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Empty, Panel, ProblemLine, Ratio } from '../../components/parts'
import { HomeName } from './HomeName'
import { exportOf, MonthAndRegion, months } from './MonthAndRegion'
import { CAUSES, total } from './minutes'

/** The minutes of a month by village, each with its denominator. */
export function Month({ onHome }: { onHome: (id: string, month?: string) => void }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<MonthFilter>({ month: months()[0] })
  const { data: month, error, refetch, dataUpdatedAt } = useQuery({ ...protectedMonthQuery(filter), placeholderData: (old) => old })
  const homes = useQuery({ ...protectedHomesQuery(filter), placeholderData: (old) => old })
  const columns = useMinuteColumns()
  return (
    <div className="stack">
      <div className="row wrap">
        <MonthAndRegion value={filter} onChange={setFilter} />
        <DataAge at={dataUpdatedAt} limit={600} />
        <span className="grow" />
        <Button href={exportOf('protection/villages.csv', filter)} download>{t('protection.exportVillages')}</Button>
        <Button href={exportOf('protection/homes.csv', filter)} download>{t('protection.exportHomes')}</Button>
      </div>
      <ProblemLine error={error ?? homes.error} onRetry={() => { void refetch(); void homes.refetch() }} />
      {month && (
        <p className="quiet">
          {t('protection.asOf', { at: stamp(month.to) })}{t('common.and')}{month.closed_through ? t('protection.closed', { day: month.closed_through }) : t('protection.open')}
        </p>
      )}
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<ProtectedPlace>
          rowKey="region_id"
          size="small"
          loading={!month && !error}
          dataSource={month?.places ?? []}
          pagination={(month?.places ?? []).length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          locale={{ emptyText: <Empty title={t('protection.noMonth')} hint={t('protection.noMonthHint')} /> }}
          columns={[
            { title: t('protection.region'), key: 'region', render: (_, p) => [p.township, p.village].filter(Boolean).join(' ') || p.region_id },
            { title: t('protection.homes'), dataIndex: 'homes', key: 'homes', className: 'num', align: 'right' },
            { title: t('protection.homeDays'), dataIndex: 'home_days', key: 'days', className: 'num', align: 'right' },
            ...columns<ProtectedPlace>(),
          ]}
          summary={() => month && month.places.length > 0 && (
            <Table.Summary.Row className="protection-total">
              <Table.Summary.Cell index={0}>{t('protection.total')}</Table.Summary.Cell>
              <Table.Summary.Cell index={1} align="right">{month.homes}</Table.Summary.Cell>
              <Table.Summary.Cell index={2} align="right">{month.places.reduce((n, p) => n + p.home_days, 0)}</Table.Summary.Cell>
              <Table.Summary.Cell index={3}><Ratio n={month.total.protected} of={total(month.total)} /></Table.Summary.Cell>
              <Table.Summary.Cell index={4} align="right">{month.total.unprotected}</Table.Summary.Cell>
              {CAUSES.map((c, i) => <Table.Summary.Cell key={c} index={5 + i} align="right"><Lost minutes={month.total} cause={c} /></Table.Summary.Cell>)}
              <Table.Summary.Cell index={5 + CAUSES.length} align="right">{month.total.unknown}</Table.Summary.Cell>
            </Table.Summary.Row>
          )}
        />
      </div>
      <Panel flush title={<>{t('protection.lostHomes')} {homes.data && <span className="quiet panel-note">{t('protection.lostOf', { n: homes.data.items.length, of: homes.data.of })}</span>}</>} extra={<DataAge at={homes.dataUpdatedAt} limit={600} />}>
        <div className="sheet-scroll" tabIndex={0}>
          <Table<HomeMinutes>
            rowKey="household_id"
            size="small"
            dataSource={homes.data?.items ?? []}
            pagination={(homes.data?.items ?? []).length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            locale={{ emptyText: <Empty title={t('protection.noLoss')} /> }}
            columns={[
              { title: t('protection.home'), key: 'home', render: (_, h) => <button type="button" className="link-button" onClick={() => onHome(h.household_id, filter.month)}><HomeName at={h} /></button> },
              ...columns<HomeMinutes>(),
            ]}
          />
        </div>
      </Panel>
    </div>
  )
}

function Lost({ minutes, cause }: { minutes: Minutes; cause: (typeof CAUSES)[number] }) {
  const { t } = useTranslation()
  const n = minutes[cause]
  return (
    <span className={`num nowrap${n ? '' : ' quiet'}`}>
      {n}{cause === 'platform' && minutes.broker > 0 && <small className="quiet"> {t('protection.broker')} {minutes.broker}</small>}
    </span>
  )
}

function useMinuteColumns() {
  const { t } = useTranslation()
  return <T extends { minutes: Minutes }>(): ColumnsType<T> => [
    { title: t('protection.protected'), key: 'protected', render: (_, r) => <Ratio n={r.minutes.protected} of={total(r.minutes)} /> },
    { title: t('protection.lost'), key: 'lost', className: 'num', align: 'right', sorter: (a, b) => a.minutes.unprotected - b.minutes.unprotected, render: (_, r) => r.minutes.unprotected },
    ...CAUSES.map((c) => ({ title: t(`protection.cause.${c}`), key: c, align: 'right' as const, render: (_: unknown, r: T) => <Lost minutes={r.minutes} cause={c} /> })),
    { title: t('protection.unknown'), key: 'unknown', className: 'num', align: 'right', render: (_, r) => r.minutes.unknown },
  ]
}
