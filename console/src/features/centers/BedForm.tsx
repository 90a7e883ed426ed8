import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

/** Registers a bed; the floor and room stay for the next one. */
export function BedForm({ center }: { center: string }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ floor: string; room: string; name: string; device_id?: string }>()
  const { submit, error, busy } = useSubmit(['occupancy', center], ['beds', center], ['golive'])
  const save = async (values: { floor: string; room: string; name: string; device_id?: string }) => {
    if (await submit(() => data(api.POST('/api/v1/centers/{id}/beds', { params: { path: { id: center } }, body: { ...values, state: 'commissioned' } })))) form.resetFields(['name', 'device_id'])
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form form={form} layout="inline" onFinish={save} style={{ padding: '10px 14px', rowGap: 8 }} initialValues={{ floor: '1' }}>
      <Form.Item name="floor" rules={required}><Input aria-label={t('day.floorField')} placeholder={t('day.floorField')} style={{ width: 90 }} /></Form.Item>
      <Form.Item name="room" rules={required}><Input aria-label={t('day.roomField')} placeholder={t('day.roomField')} style={{ width: 110 }} /></Form.Item>
      <Form.Item name="name" rules={required}><Input autoFocus aria-label={t('day.bedField')} placeholder={t('day.bedField')} style={{ width: 90 }} /></Form.Item>
      <Form.Item name="device_id"><Input aria-label={t('devices.id')} placeholder={t('devices.id')} style={{ width: 160 }} /></Form.Item>
      <Button htmlType="submit" type="primary" loading={busy}>{t('common.save')}</Button>
      <ProblemLine error={error} />
    </Form>
  )
}
