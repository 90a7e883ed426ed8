import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { rulesQuery } from '../../api/queries'
import type { Rule } from '../../api/types'
import { SeverityMark } from '../../components/marks'
import { Empty, ProblemLine } from '../../components/parts'
import { duration } from '../../i18n/duration'
import { isSwitch, readingOf } from '../../components/reading'
import { word } from '../../i18n/word'

/** The rules as the engine holds them; they are edited in files. */
export function Rules() {
  const { t, i18n } = useTranslation()
  const { data, error, refetch } = useQuery(rulesQuery)
  return (
    <>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {(data?.faults ?? []).map((f) => (
        <p key={f.file + f.line} className="problem" role="alert"><b className="num">{f.file}{f.line ? `:${f.line}` : ''}</b> {f.problem} {f.advice}</p>
      ))}
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Rule>
          rowKey="id"
          size="middle"
          loading={!data && !error}
          dataSource={data?.items ?? []}
          pagination={false}
          locale={{ emptyText: <Empty title={t('alerts.ruleEmpty')} hint={t('alerts.ruleEmptyHint')} /> }}
          columns={[
            { title: t('alerts.severity'), key: 'severity', render: (_, r) => <SeverityMark severity={r.severity} /> },
            { title: t('alerts.ruleTitle'), key: 'title', render: (_, r) => <><b>{i18n.language === 'en' ? r.name.en : r.name.zh}</b> {r.off && <span className="chip">{t('alerts.off')}</span>} {r.technical && <span className="chip">{t('alerts.technical')}</span>}<br /><code className="quiet" style={{ fontSize: 12 }}>{r.id}</code></> },
            { title: t('alerts.metric'), key: 'metric', render: (_, r) => word(t, 'metric', r.metric) },
            { title: t('alerts.condition'), key: 'when', className: 'num', render: (_, r) => describe(t, r) },
            { title: t('alerts.for'), key: 'for', className: 'num', render: (_, r) => duration(t, r.for) },
            { title: t('alerts.onlyWhen'), key: 'only', render: (_, r) => (r.only_when === 'present' ? t('alerts.present') : '') },
            { title: t('common.note'), key: 'note', render: (_, r) => <span className="quiet" style={{ whiteSpace: 'normal' }}>{r.note}</span> },
          ]}
        />
      </div>
    </>
  )
}

/** The condition in signs; a metric that is yes or no in a word. */
function describe(t: TFunction, { metric, above, below, equals }: Rule): string {
  if (equals != null && isSwitch(metric)) return readingOf(t, { metric, value: equals }).value
  return [above != null && `> ${above}`, below != null && `< ${below}`, equals != null && `= ${equals}`].filter(Boolean).join(' / ')
}
