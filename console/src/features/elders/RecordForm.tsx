import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { ElderFile } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

type Values = Pick<ElderFile, 'name' | 'nickname' | 'phone' | 'reach' | 'reach_notes' | 'vital' | 'conditions' | 'diet_tags' | 'mains'> & { hazards?: NonNullable<NonNullable<ElderFile['household']>['hazards']> }

/** Keeps a record up to date where it stands; what is left out stays as it was. */
export function RecordForm({ elder, onDone }: { elder: ElderFile; onDone: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['elder', elder.id], ['elders'], ['incident'])
  async function save({ hazards, ...body }: Values) {
    const saved = await submit(async () => {
      if (elder.household_id && hazards) await data(api.PATCH('/api/v1/households/{id}', { params: { path: { id: elder.household_id } }, body: { hazards } }))
      return data(api.PATCH('/api/v1/elders/{id}', { params: { path: { id: elder.id } }, body }))
    })
    if (saved) onDone()
  }
  const required = [{ required: true, message: t('common.required') }]
  const tags = <Select mode="tags" tokenSeparators={[',', '，', '、']} open={false} />
  return (
    <Form layout="vertical" initialValues={{ ...elder, hazards: elder.household?.hazards ?? [] }} onFinish={save} requiredMark={false}>
      <Form.Item name="name" label={t('elders.name')} rules={required}><Input /></Form.Item>
      <Form.Item name="nickname" label={t('file.nickname')} extra={t('file.nicknameHint')}><Input /></Form.Item>
      <Form.Item name="phone" label={t('elders.phone')}><Input inputMode="tel" /></Form.Item>
      <Form.Item name="reach" label={t('elders.reach')}><Select options={['talk', 'device', 'message', 'send'].map((r) => ({ value: r, label: t(`reach.${r as 'talk'}`) }))} /></Form.Item>
      <Form.Item name="reach_notes" label={t('elders.reachNotes')}><Input /></Form.Item>
      <Form.Item name="vital" label={t('elders.vital')} extra={t('elders.vitalHint')}>{tags}</Form.Item>
      <Form.Item name="mains" valuePropName="checked"><Checkbox>{t('elders.mains')}</Checkbox></Form.Item>
      {elder.household_id && <Form.Item name="hazards" label={t('elders.hazards')}><Checkbox.Group options={(['riverside', 'low_lying'] as const).map((h) => ({ value: h, label: t(`plans.outreach.hazard.${h}`) }))} /></Form.Item>}
      <Form.Item name="conditions" label={t('elders.conditions')}><Input.TextArea rows={2} /></Form.Item>
      <Form.Item name="diet_tags" label={t('elders.diet')}>{tags}</Form.Item>
      <ProblemLine error={error} />
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </Form>
  )
}
