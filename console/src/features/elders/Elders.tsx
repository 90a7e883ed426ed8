import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Drawer, Input, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { eldersQuery } from '../../api/queries'
import type { Elder, WhereaboutsState } from '../../api/types'
import { can, useSession } from '../../app/session'
import { ReachMark, WhereaboutsMark } from '../../components/marks'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { usePlaceNames } from '../../components/pick'
import { ElderForm } from './ElderForm'
import { KeysLink } from './KeysLink'

export function Elders() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const navigate = useNavigate()
  const places = usePlaceNames()
  const [q, setQ] = useState('')
  const [cursor, setCursor] = useState<string>()
  const [making, setMaking] = useState(false)
  const { data, error, refetch, dataUpdatedAt, isPlaceholderData } = useQuery({ ...eldersQuery({ q: q.trim(), cursor }), placeholderData: (old) => old })
  const rows = data?.items ?? []

  return (
    <Page
      title={t('elders.title')}
      age={dataUpdatedAt}
      limit={300}
      actions={(
        <>
          <Input.Search aria-label={t('common.search')} allowClear placeholder={t('elders.searchHint')} style={{ width: 260 }} onChange={(e) => {
            setQ(e.target.value)
            setCursor(undefined)
          }} />
          <KeysLink />
          {can.registry(staff.role) && <Button type="primary" onClick={() => setMaking(true)}>{t('elders.new')}</Button>}
        </>
      )}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Elder>
          rowKey="id"
          size="middle"
          loading={(!data && !error) || isPlaceholderData}
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: q ? <Empty title={t('elders.noMatch')} hint={t('elders.noMatchHint')} /> : <Empty title={t('elders.empty')} hint={t('elders.emptyHint')} action={can.registry(staff.role) && <Button type="primary" onClick={() => setMaking(true)}>{t('elders.new')}</Button>} /> }}
          columns={[
            { title: t('elders.name'), key: 'name', render: (_, e) => <Link to="/elders/$id" params={{ id: e.id }} className="link-plain"><b>{e.name}</b>{e.nickname && <span className="quiet"> “{e.nickname}”</span>}</Link> },
            { title: t('elders.age'), key: 'age', className: 'num', render: (_, e) => e.age > 0 ? e.age : <span className="quiet">{t('common.unknown')}</span> },
            { title: t('elders.village'), key: 'village', render: (_, e) => [e.township, e.village].filter(Boolean).join(' ') || places.region(e.region_id) },
            { title: t('common.center'), key: 'center', render: (_, e) => (e.center_id ? places.center(e.center_id) : '') },
            { title: t('elders.whereabouts'), key: 'where', render: (_, e) => <WhereaboutsMark state={e.whereabouts as WhereaboutsState} /> },
            { title: t('elders.reach'), key: 'reach', render: (_, e) => <ReachMark reach={e.reach} /> },
            { title: t('elders.vital'), key: 'vital', render: (_, e) => <span className="chips">{(e.vital ?? []).map((v) => <span key={v} className="chip chip-vital">{v}</span>)}</span> },
            { title: t('elders.phone'), key: 'phone', className: 'num', render: (_, e) => e.phone && <a href={`tel:${e.phone}`}>{e.phone}</a> },
          ]}
        />
      </div>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 10 }}>
        <span className="quiet num">{t(cursor || data?.next ? 'common.onPage' : 'common.shown', { n: rows.length })}</span>
        {cursor && <Button size="small" onClick={() => setCursor(undefined)}>{t('common.first')}</Button>}
        {data?.next && <Button size="small" onClick={() => setCursor(data.next ?? undefined)}>{t('common.page')}</Button>}
      </div>
      <Drawer title={t('elders.new')} open={making} onClose={() => setMaking(false)} size={480} destroyOnHidden>
        <ElderForm onDone={(id) => void navigate({ to: '/elders/$id', params: { id } })} />
      </Drawer>
    </Page>
  )
}
