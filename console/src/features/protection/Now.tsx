import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { protectionQuery } from '../../api/queries'
import type { UnprotectedHome } from '../../api/types'
import { clock, stamp } from '../../app/time'
import { Ago, DataAge } from '../../components/age'
import { Empty, ProblemLine, Ratio } from '../../components/parts'
import { HomeName } from './HomeName'

/** How many homes can call right now, and why the others cannot. */
export function Now({ onHome }: { onHome: (id: string) => void }) {
  const { t } = useTranslation()
  const { data: now, error, refetch, dataUpdatedAt } = useQuery(protectionQuery())
  if (!now) return <ProblemLine error={error} onRetry={() => void refetch()} />
  return (
    <>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {now.platform_since && <p className="bar bar-alarm" role="alert">{t('protection.platform', { at: stamp(now.platform_since) })}</p>}
      <div className="protection-head">
        <p><span className="quiet">{t('protection.sentence')}</span> <b className="num"><Ratio n={now.protected} of={now.homes} /></b></p>
        <p className="row wrap">
          <span className="mark mark-lost">{t('protection.unprotected')} <b className="num">{now.unprotected}</b></span>
          {now.causes.map((c) => <span key={c.cause} className="chip num">{t(`protection.cause.${c.cause as 'battery'}`)} {c.homes}</span>)}
          <span className="mark mark-unknown">{t('protection.unknown')} <b className="num">{now.unknown}</b></span>
          <span className="quiet num">{t('protection.asOf', { at: clock(now.as_of) })}</span>
          <DataAge at={dataUpdatedAt} />
        </p>
        <p className="quiet">{t('protection.hint')}</p>
      </div>
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<UnprotectedHome>
          rowKey="household_id"
          size="middle"
          dataSource={now.list}
          pagination={now.list.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          locale={{ emptyText: <NobodyMissing homes={now.homes} down={Boolean(now.platform_since)} /> }}
          columns={[
            { title: t('protection.home'), key: 'home', render: (_, h) => <button type="button" className="link-button" onClick={() => onHome(h.household_id)}><HomeName at={h} /></button> },
            {
              title: t('protection.why'), key: 'why', render: (_, h) => (h.unknown
                ? <span className="mark mark-unknown">{t('protection.unknown')}</span>
                : <span className="mark mark-lost">{t(`protection.causeOfHome.${h.cause as 'battery'}`)}</span>),
            },
            { title: t('protection.since'), key: 'since', className: 'num', render: (_, h) => <>{stamp(h.since)} <span className="quiet"><Ago at={h.since} /></span></> },
          ]}
        />
      </div>
      {now.list.length < now.unprotected + now.unknown && !now.platform_since && <p className="quiet">{t('protection.more', { n: now.list.length })}</p>}
    </>
  )
}

function NobodyMissing({ homes, down }: { homes: number; down: boolean }) {
  const { t } = useTranslation()
  if (down) return null
  if (homes === 0) return <Empty title={t('protection.none')} hint={t('protection.noneHint')} action={<Link to="/devices">{t('protection.devices')}</Link>} />
  return <Empty title={t('protection.allWell')} hint={t('protection.allWellHint')} />
}
