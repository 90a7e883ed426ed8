import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { noticesQuery, systemQuery } from '../../api/queries'
import type { Notice } from '../../api/types'
import { fullStamp, never, stamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Lamp } from '../../components/marks'
import { Empty, Page, Panel, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { useLink } from '../../live/live'
import { Channels } from './Channels'

export function SystemPage() {
  const { t } = useTranslation()
  const link = useLink()
  const { data, error, refetch, dataUpdatedAt } = useQuery(systemQuery)
  const queues = Object.entries(data?.queues ?? {})
  return (
    <Page title={t('system.title')} age={dataUpdatedAt} limit={60} actions={<Link to="/system/sentences">{t('sentences.open')}</Link>}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="columns">
        <div className="span-4 stack">
          <Panel title={t('system.dependencies')}>
            <ul className="stack" style={{ gap: 8 }}>
              <li className="row"><Lamp state={link.up ? 'up' : 'down'} label={t('system.link')} /><span className="grow" /><span className="quiet">{link.up ? t('system.linkUp') : t('system.linkDown')}</span></li>
              {(data?.dependencies ?? []).map((d) => (
                <li key={d.name}>
                  <div className="row"><Lamp state={d.state} label={word(t, 'dependency', d.name)} /><span className="grow" /><span className="quiet">{d.state === 'up' && `${t('system.up')} · `}{!never(d.since) && <span className="num">{t('desk.since', { at: stamp(d.since) })}</span>}</span></div>
                  {d.detail && <p className="quiet" style={{ fontSize: 13, paddingLeft: 14 }}>{d.detail}</p>}
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={t('system.queues')}>
            {queues.length === 0 ? <p className="quiet">{t('system.queueEmpty')}</p> : <div className="chips">{queues.map(([service, n]) => <span key={service} className="chip num">{word(t, 'service', service)} {n}</span>)}</div>}
          </Panel>
          <Panel title={t('system.version')}>
            <dl className="facts">
              <dt>{t('system.version')}</dt><dd className="num">{data?.version || '—'}</dd>
              <dt>{t('system.started')}</dt><dd className="num">{fullStamp(data?.started_at)}</dd>
            </dl>
          </Panel>
        </div>
        <div className="span-8 stack"><Channels /><Notices /></div>
      </div>
    </Page>
  )
}

/** What the platform sent over its channels. */
function Notices() {
  const { t } = useTranslation()
  const { data, error, refetch, dataUpdatedAt } = useQuery(noticesQuery)
  return (
    <Panel flush title={t('system.notices')} extra={<DataAge at={dataUpdatedAt} />}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="sheet-scroll" tabIndex={0}>
      <Table<Notice>
        rowKey="key"
        size="small"
        loading={!data && !error}
        dataSource={data?.items ?? []}
        pagination={false}
        locale={{ emptyText: <Empty title={t('system.noticesEmpty')} hint={t('system.noticesEmptyHint')} /> }}
        columns={[
          { title: t('common.time'), key: 'due', className: 'num', render: (_, n) => stamp(n.due_at) },
          { title: t('common.kind'), key: 'kind', render: (_, n) => t(`system.kind.${n.kind as 'ring'}`) },
          { title: t('system.receiver'), key: 'to', render: (_, n) => <>{t([`system.receiverRole.${n.receiver as 'supervisor'}`, `role.${n.receiver as 'admin'}`], { defaultValue: n.receiver })} {n.name}</> },
          { title: t('system.text'), key: 'text', render: (_, n) => <span style={{ whiteSpace: 'normal' }}>{n.text}</span> },
          { title: t('channels.over'), key: 'over', render: (_, n) => (n.channel ? t(`channels.name.${n.channel}`) : '—') },
          { title: t('system.attempts'), dataIndex: 'attempts', className: 'num' },
          { title: t('system.result'), key: 'result', render: (_, n) => (n.done_at ? <span className="chip chip-good num">{t('system.done', { at: stamp(n.done_at) })}{n.receipt && ` · ${word(t, 'what', `notice.${n.receipt}`)}`}</span> : n.failed_at ? <span className="chip chip-amber">{t('system.failed')}{n.error && `${t('common.colon')}${n.error}`}</span> : <span className="chip">{t('system.pending')}{n.error ? ` · ${n.error}` : ''}</span>) },
        ]}
      />
      </div>
    </Panel>
  )
}
