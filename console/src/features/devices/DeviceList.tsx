import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Input, Segmented, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { devicesQuery } from '../../api/queries'
import type { Device } from '../../api/types'
import { can, useSession } from '../../app/session'
import { never } from '../../app/time'
import { Ago, DataAge } from '../../components/age'
import { Empty, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { DeviceActs } from './DeviceActs'
import { DeviceForm } from './DeviceForm'
import { StateChip } from './StateChip'
import { Stock } from './Stock'

type View = 'all' | 'online' | 'offline'

export function DeviceList() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const admin = can.admin(staff.role)
  const [q, setQ] = useState('')
  const [view, setView] = useState<View>('all')
  const [making, setMaking] = useState(false)
  const [stocking, setStocking] = useState(false)
  const [open, setOpen] = useState<Device>()
  const { data, error, refetch, dataUpdatedAt } = useQuery({ ...devicesQuery({ q: q.trim() }), placeholderData: (old) => old })
  const rows = (data?.items ?? []).filter((d) => view === 'all' || (view === 'online') === d.liveness.online)
  return (
    <>
      <div className="row wrap" style={{ marginBottom: 10 }}>
        <Input.Search aria-label={t('common.search')} allowClear placeholder={t('devices.searchHint')} style={{ width: 260 }} onChange={(e) => setQ(e.target.value)} />
        <Segmented aria-label={t('common.state')} value={view} onChange={setView} options={[{ value: 'all', label: t('common.all') }, { value: 'online', label: t('devices.online') }, { value: 'offline', label: t('devices.offline') }]} />
        <DataAge at={dataUpdatedAt} limit={180} />
        <span className="grow" />
        {admin && <Button onClick={() => setStocking(true)}>{t('access.stock')}</Button>}
        {admin && <Button type="primary" onClick={() => setMaking(true)}>{t('devices.new')}</Button>}
      </div>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Device>
          rowKey="id"
          size="middle"
          loading={!data && !error}
          dataSource={rows}
          pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          locale={{ emptyText: <Empty title={t('devices.empty')} hint={t('devices.emptyHint')} action={admin && <Button type="primary" onClick={() => setMaking(true)}>{t('devices.new')}</Button>} /> }}
          columns={[
            { title: t('devices.kind'), key: 'kind', render: (_, d) => <><b>{word(t, 'deviceKind', d.kind)}</b> <span className="quiet">{d.location}</span></> },
            { title: t('devices.id'), key: 'id', className: 'num', render: (_, d) => (admin ? <button type="button" className="link-button" onClick={() => setOpen(d)}>{d.id}</button> : d.id) },
            { title: t('access.state'), key: 'state', render: (_, d) => <StateChip device={d} /> },
            {
              title: t('devices.liveness'), key: 'live', render: (_, d) => {
                if (d.revoked) return <span className="chip">{t('devices.revoked')}</span>
                if (!d.liveness || never(d.liveness.seen_at)) return <span className="row nowrap"><span className="dot dot-none" />{t('devices.neverSeen')}</span>
                return <span className="row nowrap"><span className={`dot dot-${d.liveness.online ? 'up' : 'down'}`} />{d.liveness.online ? t('devices.online') : t('devices.offline')}</span>
              },
            },
            { title: t('devices.seen'), key: 'seen', render: (_, d) => <Ago at={d.liveness?.seen_at} /> },
            { title: t('devices.battery'), key: 'battery', className: 'num', render: (_, d) => (d.liveness?.battery != null ? <span className={d.liveness.battery < 20 ? 'chip chip-amber' : ''}>{Math.round(d.liveness.battery)}%</span> : <span className="quiet">{d.power === 'mains' ? t('devices.mains') : ''}</span>) },
            { title: t('devices.signal'), key: 'rssi', className: 'num', render: (_, d) => (d.liveness?.rssi != null ? `${Math.round(d.liveness.rssi)} dBm` : '') },
            { title: t('devices.elder'), key: 'elder', render: (_, d) => (d.elder_id ? <Link to="/elders/$id" params={{ id: d.elder_id }} className="link-plain">{t('elders.record')}</Link> : <span className="quiet">{d.household_id ? t('devices.shared') : ''}</span>) },
            { title: t('devices.gateway'), key: 'gateway', className: 'num', render: (_, d) => d.gateway_id },
          ]}
        />
      </div>
      <Drawer title={t('devices.new')} open={making} onClose={() => setMaking(false)} size={440} destroyOnHidden><DeviceForm /></Drawer>
      <Drawer title={t('access.stock')} open={stocking} onClose={() => setStocking(false)} size={720} destroyOnHidden><Stock /></Drawer>
      <Drawer title={open?.id} open={Boolean(open)} onClose={() => setOpen(undefined)} size={440} destroyOnHidden>{open && <DeviceActs key={open.id} device={open} />}</Drawer>
    </>
  )
}
