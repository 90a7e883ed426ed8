// What an admin does with one device: its secret, its claim code, its SIM and its end.
import { Button, Form, Input, Radio, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import type { Claim, Device, IssuedCredential } from '../../api/types'
import { fullStamp } from '../../app/time'
import { DayPick } from '../../components/day'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { Secret } from './DeviceForm'
import { Labels } from './Labels'
import { StateChip } from './StateChip'

export function DeviceActs({ device }: { device: Device }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('devices.kind')}</dt><dd>{word(t, 'deviceKind', device.kind)} {device.model}</dd>
        <dt>{t('access.state')}</dt><dd><StateChip device={device} /></dd>
        <dt>{t('devices.where')}</dt><dd>{device.location || '—'}</dd>
        <dt>{t('devices.home')}</dt><dd>{device.household_id || t('devices.noHousehold')}</dd>
        <dt>{t('devices.power')}</dt><dd>{device.power === 'mains' ? t('devices.mains') : device.power === 'battery' ? t('devices.power_battery') : '—'}</dd>
      </dl>
      {!device.gateway_id && <Keys device={device} />}
      <Ends device={device} />
      <Life device={device} />
    </div>
  )
}

/** A new secret is good at once; the old one may go on for a while. */
function Keys({ device }: { device: Device }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['devices'])
  const [keep, setKeep] = useState('0')
  const [secret, setSecret] = useState<IssuedCredential>()
  const issue = async () => {
    setSecret(undefined)
    const body = { keep_old_hours: Number(keep) }
    setSecret(await submit(() => answer(api.POST('/api/v1/devices/{id}/credential', { params: { path: { id: device.id } }, body }))))
  }
  return (
    <section className="stack" aria-label={t('access.rotate')}>
      {device.old_key_until && <p className="quiet">{t('access.oldUntil', { at: fullStamp(device.old_key_until) })}</p>}
      {!device.revoked && (
        <div className="stack">
          <span>{t('access.rotateHint')} {t('access.keepOld')}</span>
          <Radio.Group vertical aria-label={t('access.keepOld')} value={keep} onChange={(e) => setKeep(String(e.target.value))} options={['0', '24', '168'].map((value) => ({ value, label: word(t, 'access.keep', value) }))} />
        </div>
      )}
      <div className="row"><Button loading={busy} onClick={() => void issue()}>{device.revoked ? t('access.issue') : t('access.rotate')}</Button></div>
      <ProblemLine error={error} />
      {secret?.password && <Secret secret={secret} />}
      {secret?.password && <p role="status">{secret.old_until ? t('access.oldUntil', { at: fullStamp(secret.old_until) }) : t('access.oldEnded')}</p>}
    </section>
  )
}

/** Revoking and retiring are asked for twice; a claim code is for whoever fits it. */
function Ends({ device }: { device: Device }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['devices'])
  const [sure, setSure] = useState<'revoke' | 'retire'>()
  const [claims, setClaims] = useState<Claim[]>()
  const at = { params: { path: { id: device.id } } }
  const end = async (how: 'revoke' | 'retire') => {
    if (sure !== how) return setSure(how)
    await submit(() => answer(how === 'revoke' ? api.POST('/api/v1/devices/{id}/revoke', at) : api.POST('/api/v1/devices/{id}/retire', at)))
    setSure(undefined)
  }
  const claim = async () => setClaims((await submit(() => answer(api.POST('/api/v1/devices/claims', { body: { ids: [device.id] } }))))?.items)
  if (device.state === 'retired') return <p className="quiet">{t('access.retired')}</p>
  return (
    <>
      <div className="row wrap">
        {!device.revoked && <Button loading={busy} onClick={() => void claim()}>{t('access.codeNew')}</Button>}
        {!device.revoked && <Button loading={busy} onClick={() => void end('revoke')}>{sure === 'revoke' ? t('access.revokeAsk') : t('access.revoke')}</Button>}
        <Button loading={busy} onClick={() => void end('retire')}>{sure === 'retire' ? t('access.retireAsk') : t('access.retire')}</Button>
      </div>
      <ProblemLine error={error} />
      {claims && <><p className="quiet">{t('access.codeHint')}</p><Labels claims={claims} /></>}
    </>
  )
}

interface LifeValues { sim?: string; sim_expires?: string; sim_arrears?: boolean; end_of_life?: string }

/** Its SIM and its end: what the lists 30 days before are made from. */
function Life({ device }: { device: Device }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['devices'])
  const [saved, setSaved] = useState(false)
  const save = async (values: LifeValues) => {
    setSaved(false)
    const body = { sim: values.sim ?? '', sim_expires: values.sim_expires ?? '', sim_arrears: values.sim_arrears ?? false, end_of_life: values.end_of_life ?? '' }
    setSaved(Boolean(await submit(() => answer(api.PATCH('/api/v1/devices/{id}', { params: { path: { id: device.id } }, body })))))
  }
  return (
    <Form<LifeValues> layout="vertical" requiredMark={false} onFinish={(v) => void save(v)} initialValues={{ sim: device.sim, sim_expires: device.sim_expires, sim_arrears: device.sim_arrears, end_of_life: device.end_of_life }}>
      <h3>{t('access.life')}</h3>
      <Form.Item name="sim" label={t('access.iccid')}><Input inputMode="numeric" maxLength={22} /></Form.Item>
      <Form.Item name="sim_expires" label={`${t('access.sim')} ${t('access.until')}`}><DayPick style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="sim_arrears" label={t('access.arrears')} valuePropName="checked"><Switch /></Form.Item>
      <Form.Item name="end_of_life" label={t('access.replaceBy')}><DayPick style={{ width: '100%' }} /></Form.Item>
      <ProblemLine error={error} />
      <div className="row"><Button htmlType="submit" loading={busy}>{t('common.save')}</Button>{saved && <span role="status">{t('access.saved')}</span>}</div>
    </Form>
  )
}
