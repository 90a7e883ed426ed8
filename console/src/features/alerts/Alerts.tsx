import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { Button, Segmented, Table, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { alertsQuery, rulesQuery } from '../../api/queries'
import type { Alert } from '../../api/types'
import { can, useSession } from '../../app/session'
import { fullStamp, stamp } from '../../app/time'
import { Ago, DataAge } from '../../components/age'
import { SeverityMark } from '../../components/marks'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { usePlaceNames } from '../../components/pick'
import { isSwitch, readingOf } from '../../components/reading'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { Rules } from './Rules'

export function Alerts() {
  const { t } = useTranslation()
  return (
    <Page title={t('alerts.title')}>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'people', label: t('alerts.people'), children: <AlertList technical={false} /> },
          { key: 'technical', label: t('alerts.technical'), children: <AlertList technical /> },
          { key: 'rules', label: t('alerts.rules'), children: <Rules /> },
        ]}
      />
    </Page>
  )
}

/** Device noise is a list of its own. */
function AlertList({ technical }: { technical: boolean }) {
  const { t, i18n } = useTranslation()
  const places = usePlaceNames()
  const { staff } = useSession()
  const [state, setState] = useState<'firing' | 'cleared' | 'all'>('firing')
  const { data, error, refetch, dataUpdatedAt } = useQuery(alertsQuery({ state, technical: technical ? 'true' : 'false' }))
  const { submit, error: refused } = useSubmit(['alerts'], ['orders'])
  // The alert holds its title in Chinese; the rule knows both languages.
  const { data: rules } = useQuery({ ...rulesQuery, enabled: i18n.language === 'en' })
  const names = new Map(i18n.language === 'en' ? (rules?.items ?? []).map((r) => [r.id, r.name.en]) : [])
  const rows = data?.items ?? []
  return (
    <>
      <div className="row" style={{ marginBottom: 10 }}>
        <Segmented aria-label={t('common.state')} value={state} onChange={setState} options={(['firing', 'cleared', 'all'] as const).map((s) => ({ value: s, label: t(`alerts.${s}`) }))} />
        <DataAge at={dataUpdatedAt} limit={180} />
      </div>
      <ProblemLine error={error ?? refused} onRetry={() => void refetch()} />
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Alert>
          rowKey="id"
          size="middle"
          loading={!data && !error}
          dataSource={rows}
          pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          locale={{ emptyText: <Empty title={t('alerts.empty')} hint={t('alerts.emptyHint')} /> }}
          expandable={{ expandedRowRender: (a) => <Evidence alert={a} />, rowExpandable: (a) => Boolean(a.readings?.length) }}
          columns={[
            { title: t('alerts.severity'), key: 'severity', render: (_, a) => <SeverityMark severity={a.severity} /> },
            { title: t('alerts.rule'), key: 'title', render: (_, a) => <><b>{names.get(a.rule) ?? titleOf(t, i18n.language, a)}</b><Reach alert={a} /></> },
            { title: t('alerts.readings'), key: 'reading', className: 'num', render: (_, a) => <Cause alert={a} /> },
            { title: t('alerts.elder'), key: 'elder', render: (_, a) => (a.elder_id ? <Link to="/elders/$id" params={{ id: a.elder_id }} className="link-plain">{a.elder_name || t('elders.record')}</Link> : <span className="quiet">{a.household_id ? t('devices.shared') : ''} <span className="num">{a.device_id}</span></span>) },
            { title: t('elders.village'), key: 'village', render: (_, a) => a.village || (a.center_id ? places.center(a.center_id) : places.region(a.region_id)) },
            { title: t('alerts.raised'), key: 'raised', className: 'num', render: (_, a) => <>{stamp(a.raised_at)} <span className="quiet"><Ago at={a.raised_at} /></span></> },
            { title: t('alerts.clearedAt'), key: 'cleared', className: 'num', render: (_, a) => (a.cleared_at ? stamp(a.cleared_at) : <span className="chip chip-amber">{t('alerts.firing')}</span>) },
            {
              title: '', key: 'act', render: (_, a) => (
                <span className="row nowrap">
                  {a.repair
                    ? <Link to="/orders" search={{ order: a.repair.id }}>{t('alerts.repairOrder', { number: a.repair.number, state: t(`orderState.${a.repair.state}`) })}</Link>
                    : technical && !a.cleared_at && can.registry(staff.role) && <Button size="small" type="primary" ghost onClick={() => void submit(() => answer(api.POST('/api/v1/alerts/{id}/repair', { params: { path: { id: a.id } } })))}>{t('alerts.repair')}</Button>}
                  {a.incident_id && <Link to="/desk" search={{ incident: a.incident_id }}>{t('alerts.goIncident')}</Link>}
                  {a.seen_at ? <span className="quiet" style={{ fontSize: 13 }}>{t('alerts.seen', { name: a.seen_by ?? '', at: stamp(a.seen_at) })}</span> : can.registry(staff.role) && <Button size="small" onClick={() => void submit(() => answer(api.POST('/api/v1/alerts/{id}/seen', { params: { path: { id: a.id } } })))}>{t('alerts.see')}</Button>}
                </span>
              ),
            },
          ]}
        />
      </div>
    </>
  )
}

/** What the platform itself notices has no rule file to name it in English. */
const titleOf = (t: TFunction, language: string, a: Alert) => (language === 'en' && OWN_RULES.includes(a.rule) ? t(`alerts.own.${a.rule}`) : a.title || a.rule)
const OWN_RULES = ['offline', 'gateway_offline', 'area_offline', 'fence']

/** How many one alert speaks for. */
function Reach({ alert }: { alert: Alert }) {
  const { t } = useTranslation()
  if (!alert.affected) return null
  return <span className="quiet num"> {alert.of ? t('alerts.area', { n: alert.affected, of: alert.of }) : t('alerts.behind', { n: alert.affected })}</span>
}

/** The newest reading that made the alert, beside its limit. */
function Cause({ alert }: { alert: Alert }) {
  const { t } = useTranslation()
  const last = alert.readings?.at(-1)
  if (!last) return null
  const { value, unit } = readingOf(t, { ...last, unit: alert.unit })
  return <>{word(t, 'metric', last.metric)} <b>{value}</b> {unit} {alert.threshold && !isSwitch(last.metric) ? <span className="quiet">{t('alerts.threshold', { value: alert.threshold })}</span> : null}</>
}

function Evidence({ alert }: { alert: Alert }) {
  const { t } = useTranslation()
  return (
    <div className="row wrap" style={{ gap: 12 }}>
      <b>{t('alerts.readings')}</b>
      {alert.threshold ? <span className="chip num">{t('alerts.threshold', { value: alert.threshold })}</span> : null}
      {(alert.readings ?? []).map((r) => {
        const { value, unit } = readingOf(t, { ...r, unit: alert.unit })
        return <span key={r.at + r.metric} className="num"><span className="quiet">{fullStamp(r.at).slice(5)}</span> {word(t, 'metric', r.metric)} <b>{value}</b> {unit}</span>
      })}
    </div>
  )
}
