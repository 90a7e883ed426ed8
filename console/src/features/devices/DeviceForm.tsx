import { AutoComplete, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { Credential } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { ElderPick, HouseholdPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'

import type { components } from '../../api/schema'

type Values = components['schemas']['CreateInBody5']

const KINDS = ['sos_button', 'pull_cord', 'home_panel', 'wristband', 'gps_watch', 'fall_radar', 'bed_sensor', 'smoke_detector', 'gas_detector', 'water_leak', 'door_contact', 'motion_sensor', 'gateway', 'zigbee2mqtt',
  'chirpstack', 'thethingsstack', 'milesight_lorawan', 'tasmota', 'shelly', 'ble_theengs', 'owntracks', 'espresense', 'rtl_433', 'xiaomi_gateway3', 'homeassistant_discovery', 'sleepace_bed', 'clife_mattress', 'perceptor_radar', 'aliyun_alink', 'onenet_studio', 'ctwing_aep', 'telecom_oceanconnect', 'huawei_iotda', 'das_aiot', 'emqx_fabric', 'iotfast']

/** Registers a device and issues its credential in one go. */
export function DeviceForm() {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const { submit, error, busy } = useSubmit(['devices'], ['homes'], ['golive'])
  const [secret, setSecret] = useState<Credential>()
  const save = async (values: Values) => {
    setSecret(undefined)
    const made = await submit(async () => {
      await data(api.POST('/api/v1/devices', { body: values }))
      // A child behind a gateway speaks with the gateway's credential.
      return values.gateway_id ? null : data(api.POST('/api/v1/devices/{id}/credential', { params: { path: { id: values.id } } }))
    })
    if (!made) return
    form.resetFields()
    if (typeof made === 'object') setSecret(made)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form form={form} layout="vertical" onFinish={save} requiredMark={false}>
      <Form.Item name="id" label={t('devices.id')} rules={[...required, { pattern: /^[A-Za-z0-9_-]{1,64}$/, message: 'A-Z a-z 0-9 _ -' }]}><Input autoFocus spellCheck={false} /></Form.Item>
      <Form.Item name="kind" label={t('devices.kind')} rules={required}><AutoComplete options={KINDS.map((k) => ({ value: k, label: `${word(t, 'deviceKind', k)} ${k}` }))} /></Form.Item>
      <Form.Item name="household_id" label={t('devices.home')}><HouseholdPick /></Form.Item>
      <Form.Item name="elder_id" label={t('devices.elder')}><ElderPick allowClear /></Form.Item>
      <Form.Item name="location" label={t('devices.where')}><Input /></Form.Item>
      <Form.Item name="power" label={t('devices.power')}><Select allowClear options={[{ value: 'mains', label: t('devices.mains') }, { value: 'battery', label: t('devices.power_battery') }]} /></Form.Item>
      <Form.Item name="gateway_id" label={t('devices.gateway')}><Input spellCheck={false} placeholder={t('common.optional')} /></Form.Item>
      <Form.Item name="address" label={t('devices.address')}><Input spellCheck={false} placeholder={t('devices.address_hint')} /></Form.Item>
      <ProblemLine error={error} />
      <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 8 }}>{t('common.save')}</Button>
      {secret && <Secret secret={secret} />}
    </Form>
  )
}

export function Secret({ secret }: { secret: Credential }) {
  const { t } = useTranslation()
  return (
    <div className="sheet sheet-pad" style={{ marginTop: 14, background: 'var(--amber-soft)' }} role="status">
      <p><b>{t('devices.credentialOnce')}</b></p>
      <dl className="facts">
        <dt>{t('devices.username')}</dt><dd><code>{secret.username}</code></dd>
        <dt>{t('devices.password')}</dt><dd><code>{secret.password}</code></dd>
      </dl>
    </div>
  )
}
