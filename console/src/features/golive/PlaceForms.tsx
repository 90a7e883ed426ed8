import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { components } from '../../api/schema'
import { CENTER_KINDS } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { RegionPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'

export function RegionForm() {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ id: string; name: string }>()
  const { submit, error, busy } = useSubmit(['regions'], ['golive'])
  const [added, setAdded] = useState('')
  const save = async (v: { id: string; name: string }) => {
    if (await submit(() => data(api.POST('/api/v1/regions', { body: v })))) {
      setAdded(v.name)
      form.resetFields()
    }
  }
  return (
    <Form form={form} onFinish={save} layout="inline" style={{ marginTop: 12, rowGap: 8 }}>
      <Form.Item name="id" rules={[{ required: true, pattern: /^(\d{6}|\d{9}|\d{12})$/, message: t('golive.codeHint') }]}><Input autoFocus aria-label={t('golive.code')} placeholder={`${t('golive.code')}（${t('golive.codeHint')}）`} style={{ width: 290 }} /></Form.Item>
      <Form.Item name="name" rules={[{ required: true, message: t('common.required') }]}><Input aria-label={t('golive.regionName')} placeholder={t('golive.regionName')} style={{ width: 160 }} /></Form.Item>
      <Button htmlType="submit" type="primary" loading={busy}>{t('golive.addRegion')}</Button>
      {added && <span role="status" className="chip chip-good">{t('golive.added', { name: added })}</span>}
      <ProblemLine error={error} />
    </Form>
  )
}

export function CenterForm() {
  const { t } = useTranslation()
  const [form] = Form.useForm<components['schemas']['CreateInBody2']>()
  const { submit, error, busy } = useSubmit(['centers'], ['golive'])
  const [added, setAdded] = useState('')
  const save = async (v: components['schemas']['CreateInBody2']) => {
    if (await submit(() => data(api.POST('/api/v1/centers', { body: v })))) {
      setAdded(v.name)
      form.resetFields()
    }
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form form={form} onFinish={save} layout="inline" style={{ marginTop: 12, rowGap: 8 }} initialValues={{ kind: 'care_home' }}>
      <Form.Item name="kind" rules={required} style={{ width: 170 }}><Select aria-label={t('common.kind')} options={CENTER_KINDS.map((k) => ({ value: k, label: t(`centerKind.${k}`) }))} /></Form.Item>
      <Form.Item name="name" rules={required}><Input autoFocus aria-label={t('golive.centerName')} placeholder={t('golive.centerName')} style={{ width: 180 }} /></Form.Item>
      <Form.Item name="region_id" rules={required} style={{ width: 190 }}><RegionPick aria-label={t('common.region')} /></Form.Item>
      <Button htmlType="submit" type="primary" loading={busy}>{t('golive.addCenter')}</Button>
      {added && <span role="status" className="chip chip-good">{t('golive.added', { name: added })}</span>}
      <ProblemLine error={error} />
    </Form>
  )
}

/** Whom the escalation rings in a township or the county. */
export function DutyForm() {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ id: string; duty_name: string; duty_phone: string }>()
  const { submit, error, busy } = useSubmit(['regions'], ['golive'])
  const [added, setAdded] = useState('')
  const save = async ({ id, ...body }: { id: string; duty_name: string; duty_phone: string }) => {
    if (await submit(() => data(api.PATCH('/api/v1/regions/{id}', { params: { path: { id } }, body })))) {
      setAdded(body.duty_name)
      form.resetFields()
    }
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form form={form} onFinish={save} layout="inline" style={{ marginTop: 12, rowGap: 8 }}>
      <Form.Item name="id" rules={required} style={{ width: 190 }}><RegionPick kinds={['county', 'township']} aria-label={t('common.region')} /></Form.Item>
      <Form.Item name="duty_name" rules={required}><Input aria-label={t('golive.dutyName')} placeholder={t('golive.dutyName')} style={{ width: 150 }} /></Form.Item>
      <Form.Item name="duty_phone" rules={required}><Input aria-label={t('common.phone')} placeholder={t('common.phone')} style={{ width: 160 }} /></Form.Item>
      <Button htmlType="submit" type="primary" loading={busy}>{t('common.save')}</Button>
      {added && <span role="status" className="chip chip-good">{t('golive.added', { name: added })}</span>}
      <ProblemLine error={error} />
    </Form>
  )
}
