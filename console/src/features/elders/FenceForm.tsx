import { Button, Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { ElderFile, Fence } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import type { Point } from '../../components/ground'
import { useSubmit } from '../../components/submit'

interface Values { name?: string; lat: number; lon: number; radius: number; from?: string; until?: string }

/** Sets a circle: its middle by the home, by the last place or typed. */
export function FenceForm({ elder, fence, home, spot, onDone }: { elder: ElderFile; fence?: Fence; home?: Point; spot?: Point; onDone: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const { submit, error, busy } = useSubmit(['fences', elder.id], ['place', elder.id])
  async function save(v: Values) {
    const body = { name: v.name, lat: v.lat, lon: v.lon, radius: v.radius, from: v.from || undefined, until: v.until || undefined }
    const done = await submit(() => (fence
      ? data(api.PATCH('/api/v1/elders/{id}/fences/{fence}', { params: { path: { id: elder.id, fence: fence.id } }, body: { ...body, version: fence.version } }))
      : data(api.POST('/api/v1/elders/{id}/fences', { params: { path: { id: elder.id } }, body }))))
    if (done) onDone()
  }
  const at = (p: Point) => form.setFieldsValue({ lat: Number(p.lat.toFixed(5)), lon: Number(p.lon.toFixed(5)) })
  const required = [{ required: true, message: t('common.required') }]
  const start = fence ?? { ...(home ?? spot ?? {}), radius: 300 }
  return (
    <Form form={form} layout="vertical" className="fence-form" onFinish={save} requiredMark={false} initialValues={start}>
      <Form.Item name="name" label={t('fence.name')}><Input autoFocus maxLength={40} placeholder={t('fence.nameHint')} /></Form.Item>
      <Form.Item label={t('fence.center')} extra={t('fence.coordinates')}>
        <div className="row wrap" style={{ marginBottom: 6 }}>
          {home && <Button size="small" onClick={() => at(home)}>{t('fence.byHome')}</Button>}
          {spot && <Button size="small" onClick={() => at(spot)}>{t('fence.bySpot')}</Button>}
        </div>
        <div className="row">
          <Form.Item name="lat" noStyle rules={required}><InputNumber aria-label={t('fence.lat')} placeholder={t('fence.lat')} min={-90} max={90} step={0.001} style={{ width: '50%' }} /></Form.Item>
          <Form.Item name="lon" noStyle rules={required}><InputNumber aria-label={t('fence.lon')} placeholder={t('fence.lon')} min={-180} max={180} step={0.001} style={{ width: '50%' }} /></Form.Item>
        </div>
      </Form.Item>
      <Form.Item name="radius" label={t('fence.radius')} extra={t('fence.radiusHint')} rules={required}><InputNumber min={50} max={50_000} step={50} style={{ width: '100%' }} /></Form.Item>
      <Form.Item label={t('fence.hours')} extra={t('fence.hoursHint')}>
        <div className="row">
          <Form.Item name="from" noStyle><Input type="time" aria-label={t('fence.from')} /></Form.Item>
          <span>–</span>
          <Form.Item name="until" noStyle><Input type="time" aria-label={t('fence.until')} /></Form.Item>
        </div>
      </Form.Item>
      <ProblemLine error={error} />
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </Form>
  )
}
