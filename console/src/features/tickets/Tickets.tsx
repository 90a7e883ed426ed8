import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Segmented, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ticketsQuery } from '../../api/queries'
import { TICKET_KINDS, type Ticket } from '../../api/types'
import { can, useSession } from '../../app/session'
import { Empty, Key, ProblemLine } from '../../components/parts'
import { useKeys } from '../incidents/keys'
import { HotlinePage } from './HotlinePage'
import './hotline.css'
import { Deadline, KindMark, TicketMark } from './marks'
import { TicketForm } from './TicketForm'
import { TicketPanel } from './TicketPanel'

const UNDER_WAY = 'open,handling,answered'

/** 诉求: what people ask, complain of, propose, praise and report. */
export function Tickets() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/tickets' })
  const { ticket: selected, new: making } = search
  const [view, setView] = useState<'open' | 'overdue' | 'mine' | 'over'>('open')
  const [kind, setKind] = useState<string>()
  const [q, setQ] = useState('')
  const { data, error, refetch, dataUpdatedAt } = useQuery(ticketsQuery({
    kind, q: q.trim() || undefined, overdue: view === 'overdue' || undefined, handler: view === 'mine' ? staff.id : undefined,
    state: q.trim() ? undefined : view === 'over' ? 'closed' : view === 'overdue' ? undefined : UNDER_WAY,
  }))
  const rows = data?.items ?? []
  const pick = (ticket: string) => void navigate({ to: '/tickets', search: { ticket } })
  const begin = () => void navigate({ to: '/tickets', search: { new: true } })
  const step = (by: number) => () => {
    const at = rows.findIndex((row) => row.id === selected)
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]
    if (next) pick(next.id)
  }
  useKeys({ 'Alt+N': can.desk(staff.role) ? begin : undefined, 'Alt+ArrowDown': step(1), 'Alt+ArrowUp': step(-1) })

  return (
    <HotlinePage
      title={t('hotline.tabs.tickets')}
      age={dataUpdatedAt}
      actions={(
        <>
          <Input.Search aria-label={t('common.search')} allowClear placeholder={t('hotline.search')} style={{ width: 230 }} onChange={(e) => setQ(e.target.value)} />
          <Select aria-label={t('common.kind')} allowClear placeholder={t('hotline.allKinds')} value={kind} onChange={setKind} style={{ width: 112 }}
            options={TICKET_KINDS.map((k) => ({ value: k, label: t(`hotline.kind.${k}`) }))} />
          <Segmented aria-label={t('common.state')} value={view} onChange={setView} options={[
            { value: 'open', label: t('hotline.open') }, { value: 'overdue', label: t('hotline.overdueOnly') }, { value: 'mine', label: t('hotline.mine') }, { value: 'over', label: t('hotline.over') },
          ]} />
          {can.desk(staff.role) && <Button type="primary" aria-keyshortcuts="Alt+N" onClick={begin}>{t('hotline.new')} <Key>Alt N</Key></Button>}
        </>
      )}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="columns">
        <div className="span-7 sheet sheet-scroll" tabIndex={0}>
          <Table<Ticket>
            rowKey="id"
            size="middle"
            loading={!data && !error}
            dataSource={rows}
            pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            rowClassName={(row) => `row-link ${row.id === selected ? 'row-on' : ''}`}
            onRow={(row) => ({ onClick: () => pick(row.id) })}
            locale={{ emptyText: <Empty title={t('hotline.empty')} hint={t('hotline.emptyHint')} /> }}
            columns={[
              { title: t('common.state'), key: 'state', render: (_, row) => <TicketMark state={row.state} /> },
              { title: t('common.kind'), key: 'kind', render: (_, row) => <KindMark ticket={row} /> },
              { title: t('hotline.text'), key: 'text', render: (_, row) => <button type="button" className="link-button ellipsis" style={{ width: 190, display: 'block' }} onClick={() => pick(row.id)}>{row.text}</button> },
              { title: t('hotline.about'), key: 'about', render: (_, row) => <span className="ellipsis" style={{ maxWidth: 96, display: 'block' }}>{row.about_center_name || row.about_staff_name || row.about || row.elder_name || <span className="quiet">{row.village || row.township}</span>}</span> },
              { title: t('hotline.due'), key: 'due', render: (_, row) => <Deadline ticket={row} /> },
              { title: t('hotline.handler'), key: 'handler', render: (_, row) => <span className="ellipsis" style={{ maxWidth: 76, display: 'block' }} title={row.handler_name}>{row.handler_name || <span className="quiet">—</span>}</span> },
            ]}
          />
        </div>
        <div className="span-5">
          {making ? <TicketForm key={JSON.stringify(search)} from={search} /> : selected ? <TicketPanel key={selected} id={selected} /> : <div className="sheet"><Empty title={t('hotline.choose')} hint={t('hotline.chooseHint')} /></div>}
          {!making && !selected && <p className="quiet" style={{ fontSize: 12, marginTop: 8 }}>{t('hotline.deadlines')}</p>}
        </div>
      </div>
    </HotlinePage>
  )
}
