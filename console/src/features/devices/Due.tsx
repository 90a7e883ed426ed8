// Devices that need somebody before something happens.
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { devicesQuery, dueDevicesQuery } from '../../api/queries'
import type { Device } from '../../api/types'
import { serverNow } from '../../app/clock'
import { day, stamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Empty, ProblemLine } from '../../components/parts'
import { usePlaceNames } from '../../components/pick'
import { word } from '../../i18n/word'
import { StateChip } from './StateChip'

const LISTS = ['sim', 'end_of_life', 'proof', 'moved'] as const
type List = (typeof LISTS)[number]

/** What ends first stands first. */
const ends: Record<List, (d: Device) => string> = {
  sim: (d) => (d.sim_arrears ? '' : (d.sim_expires ?? '')),
  end_of_life: (d) => d.end_of_life ?? '',
  proof: (d) => d.created_at,
  moved: (d) => d.moved_at ?? '',
}

export function Due() {
  const { t } = useTranslation()
  const [list, setList] = useState<List>('proof')
  const counts = useQuery(dueDevicesQuery)
  const { data, error, refetch, dataUpdatedAt } = useQuery(devicesQuery({ due: list }))
  const rows = [...(data?.items ?? [])].sort((a, b) => ends[list](a).localeCompare(ends[list](b)))
  return (
    <>
      <div className="row wrap" style={{ marginBottom: 10 }}>
        <Segmented aria-label={t('access.due')} value={list} onChange={setList} options={LISTS.map((one) => ({ value: one, label: `${t(`access.${one}`)} ${counts.data?.[one] ?? ''}` }))} />
        <DataAge at={dataUpdatedAt} limit={180} />
        <span className="grow" />
        <Button href={`/api/v1/due-devices/export?due=${list}`} disabled={rows.length === 0}>{t('access.export')}</Button>
      </div>
      <p className="quiet" style={{ marginBottom: 10 }}>{t(`access.${list}Hint`)}</p>
      <ProblemLine error={error ?? counts.error} onRetry={() => void refetch()} />
      <DueTable list={list} rows={rows} loading={!data && !error} />
    </>
  )
}

function DueTable({ list, rows, loading }: { list: List; rows: Device[]; loading: boolean }) {
  const { t } = useTranslation()
  const places = usePlaceNames()
  const end = (date: string | undefined) => date && <span className="row nowrap"><span className="num">{date}</span>{date < day(serverNow()) && <span className="chip chip-amber">{t('access.overdue')}</span>}</span>
  return (
    <div className="sheet sheet-scroll" tabIndex={0}>
      <Table<Device>
        rowKey="id"
        size="middle"
        loading={loading}
        dataSource={rows}
        pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        locale={{ emptyText: <Empty title={t('access.none')} hint={t('access.noneHint')} /> }}
        columns={[
          { title: t('devices.kind'), key: 'kind', render: (_, d) => <><b>{word(t, 'deviceKind', d.kind)}</b> <span className="quiet">{d.model}</span></> },
          { title: t('devices.id'), key: 'id', className: 'num', render: (_, d) => d.id },
          { title: t('access.state'), key: 'state', render: (_, d) => <StateChip device={d} /> },
          { title: t('access.home'), key: 'home', render: (_, d) => <>{places.region(d.region_id)} <span className="quiet">{d.location}</span></> },
          ...(list === 'sim' ? [
            { title: t('access.iccid'), key: 'sim', className: 'num', render: (_: unknown, d: Device) => d.sim },
            { title: t('access.until'), key: 'until', render: (_: unknown, d: Device) => (d.sim_arrears ? <span className="chip chip-amber">{t('access.arrears')}</span> : end(d.sim_expires)) },
          ] : []),
          ...(list === 'end_of_life' ? [{ title: t('access.replaceBy'), key: 'end', render: (_: unknown, d: Device) => end(d.end_of_life) }] : []),
          ...(list === 'moved' ? [{ title: t('access.movedAt'), key: 'moved', className: 'num', render: (_: unknown, d: Device) => stamp(d.moved_at) }] : []),
        ]}
      />
    </div>
  )
}
