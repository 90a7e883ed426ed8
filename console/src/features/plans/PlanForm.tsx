import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { serverNow } from '../../app/clock'
import { day } from '../../app/time'
import { DayPick } from '../../components/day'
import { Panel, ProblemLine } from '../../components/parts'
import { CenterPick, ElderPick, WorkerPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { OfferingPick, PriceTold } from './OfferingPick'
import { offeringsQuery, type PlanFile } from './queries'
import { readRule, WEEKDAYS, writeRule, type Rule, type Weekday } from './rule'

interface Values {
  offering_id: string; elder_id?: string; center_id?: string; every: Rule['every'] | 'rule'; days?: Weekday[]; nth?: number; rule?: string; times: string
  from?: string; until?: string; cut_off_minutes?: number; skip_holidays?: boolean; worker_id?: string; way?: 'worker' | 'grid' | 'volunteer' | 'phone'; note?: string
  list_date?: string; list_source?: string; list_lines?: string
}

export const ACTIVITY_DAY = 'activity-day'

/** A new plan, or one that is changed: what, for whom, how often. */
export function PlanForm({ plan: old, elder, onDone }: { plan?: PlanFile; elder?: string; onDone: (id?: string) => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['plans'], ['plan'], ['plan-day'], ['orders'])
  const [form] = Form.useForm<Values>()
  const { data: catalogue } = useQuery(offeringsQuery)
  const chosen = Form.useWatch('offering_id', form)
  const offering = catalogue?.items.find((o) => o.id === chosen)
  const every = Form.useWatch('every', form)
  const site = offering?.id === ACTIVITY_DAY
  const rule = old && readRule(old.rule)
  async function save(v: Values) {
    const body = {
      offering_id: v.offering_id, elder_id: site ? undefined : v.elder_id, center_id: v.center_id, times: v.times.split(/[\s,，、]+/).filter(Boolean), from: v.from, until: v.until || undefined,
      rule: v.every === 'rule' ? v.rule ?? '' : writeRule({ every: v.every, days: v.days ?? [], nth: v.nth }), ahead_minutes: old?.ahead_minutes, cut_off_minutes: v.cut_off_minutes ?? 0, skip_holidays: v.skip_holidays,
      worker_id: v.worker_id, way: v.way, risk: old?.risk, note: v.note,
      list: offering?.listed ? { date: v.list_date ?? '', source: v.list_source ?? '', lines: (v.list_lines ?? '').split('\n').filter((l) => l.trim()) } : undefined,
    }
    const saved = await submit(() => data(old
      ? api.PUT('/api/v1/plans/{id}', { params: { path: { id: old.id } }, body: { ...body, version: old.version } })
      : api.POST('/api/v1/plans', { body })))
    if (saved) onDone(saved.id)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Panel title={t(old ? 'plans.edit' : 'plans.new')}>
      <Form form={form} layout="vertical" onFinish={save} requiredMark={false} initialValues={{
        offering_id: old?.offering_id ?? 'meal-delivery', elder_id: old?.elder_id ?? elder, center_id: old?.service === 'meal' || !old?.elder_id ? old?.center_id : undefined,
        every: old ? rule?.every ?? 'rule' : 'day', days: rule?.days ?? ['MO'], nth: rule?.nth ?? 1, rule: old?.rule, times: (old?.times ?? ['11:30']).join(' '),
        from: old?.from ?? day(serverNow()), until: old?.until, cut_off_minutes: old?.cut_off_minutes ?? 120, skip_holidays: old?.skip_holidays, worker_id: old?.worker_id, way: old?.way || undefined, note: old?.note,
        list_date: old?.list?.date, list_source: old?.list?.source, list_lines: old?.list?.lines?.join('\n'),
      }}>
        <Form.Item name="offering_id" label={t('plans.order.offering')} rules={required}><OfferingPick /></Form.Item>
        <PriceTold offering={offering} />
        {!site && <Form.Item name="elder_id" label={t('orders.elder')} rules={required}><ElderPick /></Form.Item>}
        {(site || offering?.service === 'meal') && <Form.Item name="center_id" label={t(site ? 'plans.site' : 'plans.kitchen.title')} rules={site ? required : []}><CenterPick allowClear /></Form.Item>}
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-4">
            <Form.Item name="every" label={t('plans.often')}><Select options={(['day', 'week', 'month', 'rule'] as const).map((e) => ({ value: e, label: t(`plans.every.${e}`) }))} /></Form.Item>
          </div>
          <div className="span-8">
            {every === 'week' && <Form.Item name="days" label={t('plans.weekdays')} rules={required}><Checkbox.Group options={WEEKDAYS.map((d) => ({ value: d, label: t(`plans.weekday.${d}`) }))} /></Form.Item>}
            {every === 'month' && (
              <div className="row" style={{ gap: 8 }}>
                <Form.Item name="nth" label={t('plans.nth')}><Select style={{ width: 110 }} options={[1, 2, 3, 4, -1].map((n) => ({ value: n, label: n < 0 ? t('plans.last') : t('plans.nthOf', { n }) }))} /></Form.Item>
                <Form.Item name={['days', 0]} label={t('plans.weekdays')}><Select style={{ width: 110 }} options={WEEKDAYS.map((d) => ({ value: d, label: t(`plans.weekday.${d}`) }))} /></Form.Item>
              </div>
            )}
            {every === 'rule' && <Form.Item name="rule" label="RRULE" rules={required}><Input placeholder="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" /></Form.Item>}
          </div>
          <div className="span-6"><Form.Item name="times" label={t('plans.times')} rules={required}><Input placeholder="08:00 19:30" /></Form.Item></div>
          <div className="span-6"><Form.Item name="cut_off_minutes" label={t('plans.cutOff')}><InputNumber min={0} max={10000} style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-6"><Form.Item name="from" label={t('plans.from')}><DayPick style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-6"><Form.Item name="until" label={t('plans.until')}><DayPick style={{ width: '100%' }} /></Form.Item></div>
        </div>
        {offering?.listed && (
          <>
            <p className="quiet" style={{ marginBottom: 6 }}>{t('plans.listHint')}</p>
            <div className="columns" style={{ gap: 10 }}>
              <div className="span-4"><Form.Item name="list_date" label={t('plans.listDate')} rules={required}><DayPick style={{ width: '100%' }} /></Form.Item></div>
              <div className="span-8"><Form.Item name="list_source" label={t('plans.listSource')} rules={required}><Input maxLength={120} /></Form.Item></div>
            </div>
            <Form.Item name="list_lines" label={t('plans.listLines')} rules={required}><Input.TextArea rows={3} /></Form.Item>
          </>
        )}
        {offering?.service === 'visit' && <Form.Item name="way" label={t('plans.wayLabel')}><Select allowClear options={(['worker', 'grid', 'volunteer', 'phone'] as const).map((w) => ({ value: w, label: t(`plans.way.${w}`) }))} /></Form.Item>}
        <Form.Item name="worker_id" label={t('orders.worker')}><WorkerPick /></Form.Item>
        <Form.Item name="note" label={t('common.note')}><Input.TextArea rows={2} /></Form.Item>
        <Form.Item name="skip_holidays" valuePropName="checked"><Checkbox>{t('plans.skipHolidays')}</Checkbox></Form.Item>
        <ProblemLine error={error} />
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
          <Button onClick={() => onDone()}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Panel>
  )
}
