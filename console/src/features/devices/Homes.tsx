import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Segmented, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { homesQuery } from '../../api/queries'
import type { Home } from '../../api/types'
import { never, stamp } from '../../app/time'
import { addressOf } from '../../components/address'
import { Ago, DataAge } from '../../components/age'
import { Empty, ProblemLine, Ratio } from '../../components/parts'
import { usePlaceNames } from '../../components/pick'

/** A home is protected while its last proven press is not overdue (31 days). */
export const proven = (home: Home) => !home.overdue && !never(home.last_proof_at)

/** Each home's last proven press. */
export function Homes() {
  const { t } = useTranslation()
  const places = usePlaceNames()
  const { data, error, refetch, dataUpdatedAt } = useQuery(homesQuery)
  const [view, setView] = useState<'all' | 'due'>('all')
  const homes = data?.items ?? []
  const due = homes.filter((home) => home.next)
  return (
    <>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {homes.length > 0 && (
        <div className="row wrap" style={{ marginBottom: 10 }}>
          <span>{t('devices.homesSummary')} <b><Ratio n={homes.filter(proven).length} of={homes.length} /></b></span>
          <Segmented aria-label={t('common.state')} value={view} onChange={setView} options={[{ value: 'all', label: `${t('common.all')} ${homes.length}` }, { value: 'due', label: `${t('devices.homesDue')} ${due.length}` }]} />
          <DataAge at={dataUpdatedAt} limit={180} />
        </div>
      )}
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Home>
          rowKey={(h) => h.household.id}
          size="middle"
          loading={!data && !error}
          dataSource={view === 'due' ? due : homes}
          pagination={(view === 'due' ? due : homes).length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          locale={{ emptyText: <Empty title={t('devices.homesEmpty')} hint={t('devices.homesEmptyHint')} action={<Link to="/elders">{t('nav.elders')}</Link>} /> }}
          columns={[
            { title: t('devices.home'), key: 'home', render: (_, h) => addressOf([...places.region(h.household.region_id).split(' '), h.household.address]) },
            { title: t('devices.elders'), key: 'elders', render: (_, h) => (h.elders ?? []).join('、') },
            {
              title: t('devices.count'), key: 'devices', className: 'num', render: (_, h) => (
                <span className="row nowrap">{h.devices}{h.offline > 0 && <span className="chip chip-amber">{t('devices.offline')} {h.offline}</span>}</span>
              ),
            },
            {
              title: t('devices.lastProof'), key: 'proof', className: 'num', sorter: (a, b) => (a.proof_age_days ?? 1e9) - (b.proof_age_days ?? 1e9), render: (_, h) => (never(h.last_proof_at)
                ? <span className="chip chip-amber">{t('devices.proofNever')}</span>
                : <span className="row nowrap">{stamp(h.last_proof_at)} <span className="quiet"><Ago at={h.last_proof_at} /></span>{!proven(h) && <span className="chip chip-amber">{t('devices.proofDue')}</span>}</span>),
            },
            { title: t('devices.proofNext'), key: 'next', render: (_, h) => (h.next ? t(`devices.next.${h.next}`) : '') },
          ]}
        />
      </div>
    </>
  )
}
