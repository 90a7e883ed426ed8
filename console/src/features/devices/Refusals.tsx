import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { refusalsQuery } from '../../api/queries'
import type { Refusal } from '../../api/types'
import { fullStamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Empty, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'

/** What devices sent and nobody could use: refused with a reason, nobody else disturbed. */
export function Refusals() {
  const { t } = useTranslation()
  const { data, error, refetch, dataUpdatedAt } = useQuery(refusalsQuery)
  const counts = Object.entries(data?.counts ?? {}).filter(([, n]) => n > 0)
  return (
    <>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <p className="row wrap" style={{ marginBottom: 10 }}>
        <span className="quiet">{t('devices.refusedSummary')}</span>
        {counts.map(([reason, n]) => <span key={reason} className="chip num">{word(t, 'reason', reason)} {n}</span>)}
        {counts.length === 0 && t('common.none')}
        <DataAge at={dataUpdatedAt} />
      </p>
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Refusal>
          rowKey={(r) => r.at + r.topic + r.reason}
          size="middle"
          loading={!data && !error}
          dataSource={data?.items ?? []}
          pagination={false}
          locale={{ emptyText: <Empty title={t('devices.refusedEmpty')} hint={t('devices.refusedEmptyHint')} /> }}
          columns={[
            { title: t('common.time'), key: 'at', className: 'num', render: (_, r) => fullStamp(r.at) },
            { title: t('devices.id'), key: 'device', className: 'num', render: (_, r) => r.device_id },
            { title: t('devices.why'), key: 'reason', render: (_, r) => <span className="chip chip-amber">{word(t, 'reason', r.reason)}</span> },
            { title: t('devices.detail'), key: 'detail', render: (_, r) => r.detail },
            { title: t('devices.topic'), key: 'topic', render: (_, r) => <code style={{ fontSize: 12 }}>{r.topic}</code> },
            { title: t('devices.bytes'), key: 'bytes', className: 'num', render: (_, r) => r.bytes },
          ]}
        />
      </div>
    </>
  )
}
