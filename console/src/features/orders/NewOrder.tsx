import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, DatePicker, Form, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data, newKey, once } from '../../api/http'
import { SERVICES, type Service } from '../../api/types'
import { Panel, ProblemLine } from '../../components/parts'
import { ElderPick, WorkerPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { OfferingPick, PriceTold } from '../plans/OfferingPick'
import { offeringsQuery } from '../plans/queries'

interface Values { service: Service; offering_id?: string; elder_id: string; due_at?: Dayjs; note?: string; worker_id?: string }

export function NewOrder({ elder }: { elder?: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { submit, error, busy } = useSubmit(['orders'])
  // One form, one key: a second click or a retry makes no second order.
  const [key] = useState(newKey)
  const [form] = Form.useForm<Values>()
  const service = Form.useWatch('service', form)
  const offering = Form.useWatch('offering_id', form)
  const { data: catalogue } = useQuery(offeringsQuery)

  async function save(values: Values) {
    const order = await submit(() => data(api.POST('/api/v1/orders', { body: { ...values, due_at: values.due_at?.toISOString() }, ...once(key) })))
    if (order) await navigate({ to: '/orders', search: { order: order.id } })
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Panel title={t('orders.new')}>
      <Form form={form} layout="vertical" onFinish={save} initialValues={{ elder_id: elder, service: 'meal' }} requiredMark={false}>
        <Form.Item name="service" label={t('orders.service')} rules={required}>
          <Select options={SERVICES.map((s) => ({ value: s, label: t(`service.${s}`) }))} onChange={() => form.setFieldValue('offering_id', undefined)} />
        </Form.Item>
        <Form.Item name="offering_id" label={t('plans.order.offering')}><OfferingPick service={service} /></Form.Item>
        <PriceTold offering={catalogue?.items.find((o) => o.id === offering)} />
        <Form.Item name="elder_id" label={t('orders.elder')} rules={required}><ElderPick /></Form.Item>
        <Form.Item name="worker_id" label={t('orders.worker')}><WorkerPick service={service} /></Form.Item>
        <Form.Item name="due_at" label={t('orders.due')}><DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} placeholder={t('orders.dueNone')} /></Form.Item>
        <Form.Item name="note" label={t('common.note')}><Input.TextArea rows={2} /></Form.Item>
        <ProblemLine error={error} />
        <div className="row" style={{ marginTop: 12 }}>
          <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
          <Button onClick={() => void navigate({ to: '/orders', search: {} })}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Panel>
  )
}
