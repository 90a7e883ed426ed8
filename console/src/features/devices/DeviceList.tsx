import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Input, Segmented, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { devicesQuery } from '../../api/queries'
import type { Credential, Device } from '../../api/types'
import { can, useSession } from '../../app/session'
import { never } from '../../app/time'
import { Ago, DataAge } from '../../components/age'
import { Empty, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { DeviceForm, Secret } from './DeviceForm'

type View = 'all' | 'online' | 'offline'

export function DeviceList() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const admin = can.admin(staff.role)
  const [q, setQ] = useState('')
  const [view, setView] = useState<View>('all')
  const [making, setMaking] = useState(false)
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
      <Drawer title={open?.id} open={Boolean(open)} onClose={() => setOpen(undefined)} size={440} destroyOnHidden>{open && <DeviceActs key={open.id} device={open} />}</Drawer>
    </>
  )
}

function DeviceActs({ device }: { device: Device }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['devices'])
  const [secret, setSecret] = useState<Credential>()
  const [sure, setSure] = useState(false)
  const issue = async () => setSecret(await submit(() => answer(api.POST('/api/v1/devices/{id}/credential', { params: { path: { id: device.id } } }))))
  const revoke = () => (sure ? void submit(() => answer(api.POST('/api/v1/devices/{id}/revoke', { params: { path: { id: device.id } } }))).then(() => setSure(false)) : setSure(true))
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('devices.kind')}</dt><dd>{word(t, 'deviceKind', device.kind)}</dd>
        <dt>{t('devices.where')}</dt><dd>{device.location || '—'}</dd>
        <dt>{t('devices.home')}</dt><dd>{device.household_id || t('devices.noHousehold')}</dd>
        <dt>{t('devices.power')}</dt><dd>{device.power === 'mains' ? t('devices.mains') : device.power === 'battery' ? t('devices.power_battery') : '—'}</dd>
      </dl>
      <div className="row">
        <Button loading={busy} onClick={() => void issue()}>{t('devices.credential')}</Button>
        {!device.revoked && <Button loading={busy} onClick={revoke}>{sure ? t('devices.revokeAsk') : t('devices.revoke')}</Button>}
      </div>
      <ProblemLine error={error} />
      {secret?.password && <Secret secret={secret} />}
    </div>
  )
}
