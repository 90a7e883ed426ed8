import { Button, Checkbox, DatePicker, Form, Input, Select, Segmented } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { ProblemLine } from '../../components/parts'
import { HouseholdPick, RegionPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'

interface Values {
  name: string; nickname?: string; gender?: 'female' | 'male'; born?: Dayjs; phone?: string; household_id?: string; region_id: string; reach?: 'talk' | 'device' | 'message' | 'send'; reach_notes?: string; vital?: string[]; mains?: boolean; hazards?: ('riverside' | 'low_lying')[]; conditions?: string
  address?: string; directions?: string; key_holder_name?: string; key_holder_phone?: string
  contact_name?: string; contact_phone?: string; contact_relation?: string
}

/** Registers an elder, and the household in the same breath when it is new. */
export function ElderForm({ onDone }: { onDone: (id: string) => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['elders'], ['households'], ['golive'])
  const [home, setHome] = useState<'known' | 'new'>('new')

  async function save(v: Values) {
    const elder = await submit(async () => {
      let household = v.household_id
      if (home === 'new' && v.address) {
        const made = await data(api.POST('/api/v1/households', {
          body: { region_id: v.region_id, address: v.address, directions: v.directions, key_holder_name: v.key_holder_name, key_holder_phone: v.key_holder_phone, hazards: v.hazards },
        }))
        household = made.id
      }
      return data(api.POST('/api/v1/elders', { body: {
        name: v.name, nickname: v.nickname, gender: v.gender, birth_date: v.born?.format('YYYY-MM-DD'), phone: v.phone, household_id: household, region_id: v.region_id,
        reach: v.reach, reach_notes: v.reach_notes, vital: v.vital, mains: v.mains, conditions: v.conditions,
        contacts: v.contact_name && v.contact_phone ? [{ name: v.contact_name, phone: v.contact_phone, relation: v.contact_relation }] : undefined,
      } }))
    })
    if (elder) onDone(elder.id)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form layout="vertical" onFinish={save} requiredMark={false}>
      <Form.Item name="name" label={t('elders.name')} rules={required}><Input autoFocus /></Form.Item>
      <Form.Item name="nickname" label={t('file.nickname')} extra={t('file.nicknameHint')}><Input /></Form.Item>
      <div className="columns" style={{ gap: 12 }}>
        <Form.Item className="span-6" name="gender" label={t('elders.gender')}><Select allowClear options={['female', 'male'].map((g) => ({ value: g, label: t(`elders.${g as 'female' | 'male'}`) }))} /></Form.Item>
        <Form.Item className="span-6" name="born" label={t('elders.born')}><DatePicker style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="phone" label={t('elders.phone')}><Input inputMode="tel" /></Form.Item>
      <Form.Item name="region_id" label={t('elders.village')} rules={required}><RegionPick kinds={['village', 'township']} /></Form.Item>
      <Form.Item label={t('elders.household')}>
        <Segmented value={home} onChange={setHome} options={[{ value: 'new', label: t('elders.newHousehold') }, { value: 'known', label: t('common.search') }]} style={{ marginBottom: 10 }} />
        {home === 'known'
          ? <Form.Item name="household_id" noStyle><HouseholdPick aria-label={t('elders.household')} /></Form.Item>
          : (
            <>
              <Form.Item name="address" style={{ marginBottom: 8 }}><Input placeholder={t('elders.address')} aria-label={t('elders.address')} /></Form.Item>
              <Form.Item name="directions" style={{ marginBottom: 8 }}><Input placeholder={t('elders.directions')} aria-label={t('elders.directions')} /></Form.Item>
              <Form.Item name="hazards" style={{ marginBottom: 8 }}><Checkbox.Group aria-label={t('elders.hazards')} options={(['riverside', 'low_lying'] as const).map((h) => ({ value: h, label: t(`plans.outreach.hazard.${h}`) }))} /></Form.Item>
              <div className="row">
                <Form.Item name="key_holder_name" noStyle><Input placeholder={t('elders.keyHolder')} aria-label={t('elders.keyHolder')} /></Form.Item>
                <Form.Item name="key_holder_phone" noStyle><Input placeholder={t('elders.keyPhone')} aria-label={t('elders.keyPhone')} /></Form.Item>
              </div>
            </>
          )}
      </Form.Item>
      <Form.Item name="reach" label={t('elders.reach')}><Select allowClear options={['talk', 'device', 'message', 'send'].map((r) => ({ value: r, label: t(`reach.${r as 'talk'}`) }))} /></Form.Item>
      <Form.Item name="reach_notes" label={t('elders.reachNotes')}><Input /></Form.Item>
      <Form.Item name="vital" label={t('elders.vital')} extra={t('elders.vitalHint')}><Select mode="tags" tokenSeparators={[',', '，', '、']} open={false} /></Form.Item>
      <Form.Item name="mains" valuePropName="checked"><Checkbox>{t('elders.mains')}</Checkbox></Form.Item>
      <Form.Item name="conditions" label={t('elders.conditions')}><Input.TextArea rows={2} /></Form.Item>
      <Form.Item label={t('elders.contacts')}>
        <div className="row">
          <Form.Item name="contact_name" noStyle><Input placeholder={t('common.name')} aria-label={t('common.name')} /></Form.Item>
          <Form.Item name="contact_relation" noStyle><Input placeholder={t('elders.relation')} aria-label={t('elders.relation')} style={{ width: 110 }} /></Form.Item>
          <Form.Item name="contact_phone" noStyle><Input placeholder={t('common.phone')} aria-label={t('common.phone')} /></Form.Item>
        </div>
      </Form.Item>
      <ProblemLine error={error} />
      <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 8 }}>{t('common.save')}</Button>
    </Form>
  )
}
