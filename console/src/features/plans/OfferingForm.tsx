import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { SERVICES, type Service } from '../../api/types'
import { DayPick } from '../../components/day'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { fenOf, yuan } from './money'
import type { Offering } from './queries'

interface Values {
  id: string; service: Service; name: string; minutes: number; certificates?: string; two_persons?: boolean; consent?: boolean; receipt?: boolean; disabled?: boolean
  checklist?: string; advance?: number; price_from?: string; price_whole?: number; price_subsidy?: number
}

export function OfferingForm({ offering: old, onDone }: { offering?: Offering; onDone: (id?: string) => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['offerings'])
  async function save(v: Values) {
    // A price of the same day takes the place of the one that was there.
    const prices = (old?.prices ?? []).filter((p) => p.from !== v.price_from)
    const fen = fenOf(v.price_whole)
    if (v.price_from && fen !== undefined) prices.push({ from: v.price_from, fen, subsidy_fen: fenOf(v.price_subsidy) ?? 0 })
    const saved = await submit(() => data(api.PUT('/api/v1/offerings/{id}', {
      params: { path: { id: old?.id ?? v.id } },
      body: {
        service: v.service, name: v.name, minutes: v.minutes, two_persons: v.two_persons, consent: v.consent, receipt: v.receipt, disabled: v.disabled,
        certificates: v.certificates?.split(/[、,，]+/).map((c) => c.trim()).filter(Boolean), checklist: v.checklist?.split('\n').map((c) => c.trim()).filter(Boolean),
        advance_fen: fenOf(v.advance) ?? 0, pre_checks: old?.pre_checks, listed: old?.listed, prices, version: old?.version ?? 0,
      },
    })))
    if (saved) onDone(saved.id)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Panel title={old?.name ?? t('plans.catalogue.new')}>
      <Form layout="vertical" onFinish={save} requiredMark={false} initialValues={{
        ...old, service: old?.service ?? 'meal', minutes: old?.minutes ?? 30, certificates: old?.certificates?.join('、'), checklist: old?.checklist?.join('\n'),
        advance: old?.advance_fen ? yuan(old.advance_fen) : undefined,
      }}>
        {!old && <Form.Item name="id" label={t('plans.catalogue.id')} rules={required} extra={t('plans.catalogue.idHint')}><Input autoFocus maxLength={40} /></Form.Item>}
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-7"><Form.Item name="name" label={t('plans.catalogue.name')} rules={required}><Input maxLength={60} /></Form.Item></div>
          <div className="span-5"><Form.Item name="minutes" label={t('plans.catalogue.minutes')} rules={required}><InputNumber min={1} max={1440} style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-7"><Form.Item name="service" label={t('orders.service')} rules={required}><Select disabled={!!old} options={SERVICES.map((s) => ({ value: s, label: t(`service.${s}`) }))} /></Form.Item></div>
          <div className="span-5"><Form.Item name="advance" label={t('plans.catalogue.advanceYuan')}><InputNumber min={0} max={10000} style={{ width: '100%' }} /></Form.Item></div>
        </div>
        <Form.Item name="certificates" label={t('plans.catalogue.certificates')} extra={t('plans.catalogue.certificatesHint')}><Input /></Form.Item>
        <Form.Item name="checklist" label={t('plans.catalogue.checklist')} extra={t('plans.catalogue.checklistHint')}><Input.TextArea rows={4} /></Form.Item>
        <div className="row wrap">
          <Form.Item name="two_persons" valuePropName="checked"><Checkbox>{t('plans.catalogue.twoPersons')}</Checkbox></Form.Item>
          <Form.Item name="consent" valuePropName="checked"><Checkbox>{t('plans.catalogue.consent')}</Checkbox></Form.Item>
          <Form.Item name="receipt" valuePropName="checked"><Checkbox>{t('plans.catalogue.receipt')}</Checkbox></Form.Item>
          <Form.Item name="disabled" valuePropName="checked"><Checkbox>{t('plans.catalogue.disabled')}</Checkbox></Form.Item>
        </div>
        <p className="quiet" style={{ marginBottom: 6 }}>{t('plans.catalogue.addPrice')}</p>
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-4"><Form.Item name="price_from" label={t('plans.catalogue.priceFrom')}><DayPick style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-4"><Form.Item name="price_whole" label={t('plans.catalogue.priceWhole')}><InputNumber min={0} style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-4"><Form.Item name="price_subsidy" label={t('plans.catalogue.priceSubsidy')}><InputNumber min={0} style={{ width: '100%' }} /></Form.Item></div>
        </div>
        <ProblemLine error={error} />
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
          <Button onClick={() => onDone()}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Panel>
  )
}
