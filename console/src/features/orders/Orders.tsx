import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OPEN_ORDERS, ordersQuery } from '../../api/queries'
import { SERVICES, type Order } from '../../api/types'
import { useNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { Ago, Due } from '../../components/age'
import { OrderMark } from '../../components/marks'
import { Empty, ProblemLine } from '../../components/parts'
import { WorkPage } from '../plans/WorkPage'
import { Missing } from '../visits/Missing'
import { NewOrder } from './NewOrder'
import { OrderPanel } from './OrderPanel'

const STATES = { open: OPEN_ORDERS, aside: ['requested'], over: ['completed', 'cancelled', 'failed'] }

/** When an order that is over came to its end. */
const endedAt = (o: Order) => o.completed_at ?? o.history?.at(-1)?.at

export function Orders() {
  const { t } = useTranslation()
  const now = useNow()
  const { staff } = useSession()
  const navigate = useNavigate()
  const { order: selected, new: making, elder, view: wanted } = useSearch({ from: '/shell/orders' })
  const [view, setView] = useState<keyof typeof STATES>(wanted ?? 'open')
  const [service, setService] = useState<string>()
  const [cursor, setCursor] = useState<string>()
  const { data, error, refetch, dataUpdatedAt } = useQuery(ordersQuery({ state: STATES[view].join(','), service, cursor, sort: view === 'over' ? 'newest' : 'soonest' }))
  const pick = (id: string) => void navigate({ to: '/orders', search: { order: id } })
  const rows = data?.items ?? []

  return (
    <WorkPage
      title={t('orders.title')}
      age={dataUpdatedAt}
      actions={(
        <>
          <Select aria-label={t('orders.service')} allowClear placeholder={t('orders.service')} value={service} onChange={(s) => { setService(s); setCursor(undefined) }} style={{ width: 140 }}
            options={SERVICES.map((s) => ({ value: s, label: t(`service.${s}`) }))} />
          <Segmented<keyof typeof STATES> aria-label={t('common.state')} value={view} onChange={(v) => { setView(v); setCursor(undefined) }} options={[{ value: 'open', label: t('orders.open') }, { value: 'aside', label: t('aside.view') }, { value: 'over', label: t('orders.over') }]} />
          {can.orders(staff.role) && <Button onClick={() => void navigate({ to: '/rounds' })}>{t('assign.rounds')}</Button>}
          {can.orders(staff.role) && <Button type="primary" onClick={() => void navigate({ to: '/orders', search: { new: true } })}>{t('orders.new')}</Button>}
        </>
      )}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <Missing />
      <div className="columns">
        <div className="span-8 sheet sheet-scroll" tabIndex={0}>
          <Table<Order>
            rowKey="id"
            size="middle"
            loading={!data && !error}
            dataSource={rows}
            pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            rowClassName={(o) => `row-link ${o.id === selected ? 'row-on' : ''}`}
            onRow={(o) => ({ onClick: () => pick(o.id) })}
            locale={{ emptyText: <Empty title={t(view === 'aside' ? 'aside.empty' : 'orders.empty')} hint={t(view === 'aside' ? 'aside.emptyHint' : 'orders.emptyHint')} /> }}
            columns={[
              { title: t('common.state'), key: 'state', render: (_, o) => <OrderMark state={o.state} /> },
              { title: t('orders.service'), key: 'service', render: (_, o) => <span className="row" style={{ gap: 4 }}>{o.priority === 0 && <span aria-label={t('field.emergency')} style={{ color: 'var(--alarm)' }}>▲</span>}<b>{t(`service.${o.service}`)}</b></span> },
              { title: t('orders.elder'), key: 'elder', render: (_, o) => <button type="button" className="link-button" onClick={() => pick(o.id)}>{o.elder_name || t('common.unknownPerson')}</button> },
              { title: t('elders.village'), key: 'village', render: (_, o) => o.village || o.township },
              { title: t('orders.worker'), key: 'worker', render: (_, o) => o.worker_name || o.worker_id || <span className="quiet">{t('orders.none')}</span> },
              {
                title: t(view === 'over' ? 'orders.ended' : 'orders.due'), key: 'due', className: 'num', render: (_, o) => (view !== 'over'
                  ? <span className="row nowrap" style={{ gap: 5 }}><Due at={o.due_at} />{o.due_at && Date.parse(o.due_at) < now && <span className="chip chip-amber">{t('orders.overdue')}</span>}</span>
                  : endedAt(o) ? <Due at={endedAt(o)} /> : ''),
              },
              { title: t('orders.created'), key: 'created', render: (_, o) => <Ago at={o.created_at} /> },
            ]}
          />
          {(cursor || data?.next) && (
            <div className="row" style={{ justifyContent: 'flex-end', padding: 10 }}>
              <span className="quiet num">{t('common.onPage', { n: rows.length })}</span>
              {cursor && <Button size="small" onClick={() => setCursor(undefined)}>{t('common.first')}</Button>}
              {data?.next && <Button size="small" onClick={() => setCursor(data.next ?? undefined)}>{t('common.page')}</Button>}
            </div>
          )}
        </div>
        <div className="span-4">
          {making ? <NewOrder elder={elder} /> : selected ? <OrderPanel key={selected} id={selected} /> : <div className="sheet"><Empty title={t('orders.choose')} hint={t('orders.chooseHint')} /></div>}
        </div>
      </div>
    </WorkPage>
  )
}
