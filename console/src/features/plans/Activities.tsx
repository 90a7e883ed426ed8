import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { serverNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { shanghai, stamp } from '../../app/time'
import { OrderMark } from '../../components/marks'
import { MonthPick } from '../../components/day'
import { Empty, Panel, ProblemLine, Ratio } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { activitiesQuery, guestsQuery, type ActivitySite } from './queries'
import { WorkPage } from './WorkPage'

/** 活动日: one a month at each centre and branch; from the 25th on one without is flagged. */
export function Activities() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [month, setMonth] = useState(() => shanghai(serverNow()).format('YYYY-MM'))
  const [signing, setSigning] = useState<string>()
  const { data: view, error, refetch, dataUpdatedAt } = useQuery(activitiesQuery(month))
  return (
    <WorkPage title={t('plans.activity.title')} age={dataUpdatedAt} limit={300}
      actions={<MonthPick aria-label={t('plans.activity.month')} allowClear={false} value={month} onChange={setMonth} />}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {view && <p style={{ marginBottom: 10 }}>{t('plans.activity.held')} <Ratio n={view.held} of={view.of} /> {view.flagged > 0 && <span className="chip chip-alarm">{t('plans.activity.flagged', { n: view.flagged })}</span>}</p>}
      <div className="columns">
        <div className={signing ? 'span-8 sheet sheet-scroll' : 'span-12 sheet sheet-scroll'} tabIndex={0}>
          <Table<ActivitySite>
            rowKey="center_id"
            size="middle"
            loading={!view && !error}
            dataSource={view?.sites ?? []}
            pagination={false}
            locale={{ emptyText: <Empty title={t('plans.activity.empty')} hint={t('plans.activity.emptyHint')} /> }}
            columns={[
              { title: t('plans.site'), key: 'site', render: (_, s) => <><b>{s.name}</b> <span className="quiet">{s.township}</span></> },
              { title: t('plans.activity.days'), key: 'days', render: (_, s) => (s.days.length === 0 ? <span className="quiet">{t('plans.activity.none')}</span> : s.days.map((d) => (
                <div key={d.order_id} className="row wrap"><span className="num">{stamp(d.at)}</span><OrderMark state={d.state} />{d.invited > 0 && <span>{t('plans.activity.came')} <Ratio n={d.came} of={d.invited} percent={false} /></span>}
                  {can.orders(staff.role) && Date.parse(d.at) - 12 * 3_600_000 < serverNow() && <Button size="small" onClick={() => setSigning(d.order_id)}>{t('plans.activity.sign')}</Button>}</div>
              ))) },
              { title: t('common.state'), key: 'state', render: (_, s) => (s.flagged ? <span className="chip chip-alarm">{t('plans.activity.flag')}</span> : s.held ? <span className="chip chip-good">{t('plans.activity.done')}</span> : <span className="chip">{t('plans.activity.open')}</span>) },
            ]}
          />
        </div>
        {signing && <div className="span-4"><SignIn key={signing} id={signing} onDone={() => setSigning(undefined)} /></div>}
      </div>
    </WorkPage>
  )
}

/** Who came: one tick each, the rest did not. */
function SignIn({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation()
  const { data: list, error } = useQuery(guestsQuery(id))
  const { submit, error: refused, busy } = useSubmit(['activities'], ['guests', id])
  const [ticked, setTicked] = useState<Record<string, boolean>>({})
  const guests = list?.items ?? []
  const came = (g: { elder_id: string | null; came: boolean | null }) => ticked[g.elder_id ?? ''] ?? g.came === true
  const save = async () => {
    const ids = (yes: boolean) => guests.filter((g) => came(g) === yes && g.elder_id).map((g) => g.elder_id as string)
    const saved = await submit(() => data(api.POST('/api/v1/activities/{id}/attendance', { params: { path: { id } }, body: { came: ids(true), absent: ids(false) } })))
    if (saved) onDone()
  }
  return (
    <Panel title={t('plans.activity.sign')}>
      <ProblemLine error={error ?? refused} />
      {list && guests.length === 0 && <Empty title={t('plans.activity.nobody')} />}
      <ul className="stack" style={{ gap: 4, maxHeight: 420, overflow: 'auto' }} tabIndex={0}>
        {guests.map((g) => <li key={g.elder_id}><Checkbox checked={came(g)} onChange={(e) => setTicked({ ...ticked, [g.elder_id ?? '']: e.target.checked })}>{g.name} <span className="quiet">{g.village}</span></Checkbox></li>)}
      </ul>
      <div className="row" style={{ marginTop: 10 }}><Button type="primary" loading={busy} disabled={guests.length === 0} onClick={() => void save()}>{t('common.save')}</Button><Button onClick={onDone}>{t('common.cancel')}</Button></div>
    </Panel>
  )
}
