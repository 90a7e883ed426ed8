import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../app/clock'
import { elapsed, stamp } from '../../app/time'
import { OrderMark } from '../../components/marks'
import { Empty, ProblemLine } from '../../components/parts'
import { yuan } from '../plans/money'
import { WorkPage } from '../plans/WorkPage'
import { unsettledQuery, type Unsettled as Row } from './queries'

/** 未结清: advances that nobody accounted for, and refunds that are due. */
export function Unsettled() {
  const { t } = useTranslation()
  const now = useNow()
  const { data: found, error, refetch, dataUpdatedAt } = useQuery(unsettledQuery)
  const rows = found?.items ?? []
  const sum = rows.reduce((all, r) => all + r.open_fen + r.refund_due_fen, 0)
  return (
    <WorkPage title={t('accounts.unsettled.title')} age={dataUpdatedAt} limit={600}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <p className="row wrap"><b className="num">{t('accounts.unsettled.sum', { n: rows.length, yuan: yuan(sum) })}</b> <span className="quiet">{t('accounts.unsettled.hint')}</span></p>
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Row>
          rowKey="order_id"
          size="middle"
          loading={!found && !error}
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: <Empty title={t('accounts.unsettled.empty')} hint={t('accounts.unsettled.emptyHint')} /> }}
          columns={[
            { title: t('accounts.order'), key: 'number', className: 'num nowrap', render: (_, r) => <Link to="/orders" search={{ order: r.order_id }} className="link-plain">{r.number}</Link> },
            { title: t('orders.service'), key: 'service', render: (_, r) => <span className="row">{t(`service.${r.service}`)}<OrderMark state={r.state} /></span> },
            { title: t('orders.elder'), key: 'elder', render: (_, r) => <>{r.elder_name} <span className="quiet">{r.village || r.township}</span></> },
            { title: t('orders.worker'), key: 'worker', render: (_, r) => r.worker_name },
            { title: t('accounts.unsettled.open'), key: 'open', className: 'num', align: 'right', render: (_, r) => (r.open_fen > 0 ? yuan(r.open_fen) : '') },
            { title: t('accounts.unsettled.refundDue'), key: 'due', className: 'num', align: 'right', render: (_, r) => (r.refund_due_fen > 0 ? yuan(r.refund_due_fen) : '') },
            { title: t('accounts.at'), key: 'since', className: 'num nowrap', render: (_, r) => <>{stamp(r.since)} {r.overdue ? <b className="chip chip-alarm">{t('accounts.unsettled.overdue')}</b> : <span className="quiet">{t('accounts.unsettled.since', { for: elapsed(Math.max(0, now - Date.parse(r.since))) })}</span>}</> },
          ]}
        />
      </div>
    </WorkPage>
  )
}
