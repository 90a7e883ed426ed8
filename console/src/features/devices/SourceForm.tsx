import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { decodersQuery } from '../../api/queries'
import type { DryRun, Source, SourceDraft } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { decoderName } from './decoder'
import { DryResult } from './DryResult'
import { levelsOf } from './topic'

type Values = SourceDraft & { id: string; name: string }

/** A source: which topics, in which format, how the device is found; tried with a pasted message before anything is saved. */
export function SourceForm({ source, onSaved }: { source?: Source; onSaved: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const { data: decoders } = useQuery(decodersQuery)
  const { submit, error, busy } = useSubmit(['sources'])
  const find = Form.useWatch('find', form)
  const save = async (values: Values) => {
    const { id, ...rest } = values
    const done = await submit(() => (source
      ? answer(api.PATCH('/api/v1/sources/{id}', { params: { path: { id: source.id } }, body: { ...blank, ...rest } }))
      : answer(api.POST('/api/v1/sources', { body: { ...rest, id } }))))
    if (done) onSaved()
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form form={form} layout="vertical" onFinish={save} requiredMark={false} initialValues={source ?? { cut: 1, find: 'gateway' }}>
      <div style={{ display: 'grid', gridTemplateColumns: '2fr 1fr', gap: 12 }}>
        <Form.Item name="name" label={t('sources.name')} rules={required}><Input autoFocus placeholder={t('sources.nameHint')} /></Form.Item>
        <Form.Item name="id" label={t('sources.id')} rules={[...required, { pattern: /^[A-Za-z0-9_-]{1,40}$/, message: 'A-Z a-z 0-9 _ -' }]}><Input disabled={Boolean(source)} spellCheck={false} /></Form.Item>
      </div>
      <Form.Item name="decoder" label={t('sources.decoder')} rules={required}><Select showSearch options={(decoders?.items ?? []).map((d) => ({ value: d.kind, label: `${decoderName(t, d.kind)} ${d.kind}` }))} /></Form.Item>
      <Form.Item name="filter" label={t('sources.filter')} extra={t('sources.filterHint')} rules={required}><Input spellCheck={false} placeholder="zigbee2mqtt/+/#" /></Form.Item>
      <Form.Item name="cut" label={t('sources.cut')} extra={t('sources.cutHint')} rules={required}><InputNumber min={0} max={10} precision={0} /></Form.Item>
      <Form.Item name="find" label={t('sources.find')} rules={required}>
        <Radio.Group options={[{ value: 'gateway', label: t('sources.byGateway') }, { value: 'topic', label: t('sources.byTopic') }, { value: 'field', label: t('sources.byJSON') }]} />
      </Form.Item>
      {find === 'topic' && <Form.Item name="level" label={t('sources.level')} extra={t('sources.levelHint')} rules={required}><InputNumber min={1} max={20} precision={0} /></Form.Item>}
      {find === 'field' && <Form.Item name="field" label={t('sources.field')} extra={t('sources.fieldHint')} rules={required}><Input spellCheck={false} placeholder="deviceInfo.devEui" /></Form.Item>}
      <Form.Item name="gateway_id" label={t('sources.gateway')} extra={t(find === 'topic' ? 'sources.gatewayTopicHint' : 'sources.gatewayHint')} rules={find === 'topic' ? undefined : required}><Input spellCheck={false} placeholder={find === 'topic' ? t('common.optional') : 'gw1'} /></Form.Item>
      <Form.Item name="account_id" label={t('sources.account')} extra={t('sources.accountHint')}><Input spellCheck={false} placeholder={t('common.optional')} /></Form.Item>
      <Try draft={() => form.getFieldsValue(true) as Values} />
      <ProblemLine error={error} />
      <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 8 }}>{t('common.save')}</Button>
    </Form>
  )
}

/** What is left empty is taken away. */
const blank = { gateway_id: '', account_id: '', level: 0, field: '' }

/** Pastes one message and shows what it would be. */
function Try({ draft }: { draft: () => Values }) {
  const { t } = useTranslation()
  const { submit, error, busy, clear } = useSubmit()
  const [topic, setTopic] = useState('')
  const [payload, setPayload] = useState('')
  const [result, setResult] = useState<DryRun>()
  const run = async () => {
    clear()
    const { decoder, filter, cut, find, level, field, gateway_id, account_id } = draft()
    const body = { decoder, filter, cut, find, level: level ?? undefined, field: field || undefined, gateway_id: gateway_id || undefined, account_id: account_id || undefined, topic, payload }
    const found = await submit(() => answer(api.POST('/api/v1/sources/dry-run', { body })))
    setResult(typeof found === 'object' ? found : undefined)
  }
  const levels = levelsOf(topic)
  return (
    <section className="sheet sheet-pad stack" aria-label={t('sources.try')} style={{ marginTop: 6 }}>
      <b>{t('sources.try')}</b>
      <span className="quiet">{t('sources.tryHint')}</span>
      <Input aria-label={t('devices.topic')} placeholder={t('sources.topicHint')} spellCheck={false} value={topic} onChange={(e) => { setTopic(e.target.value.trim()); setResult(undefined) }} />
      {levels.length > 1 && <div className="chips">{levels.map((level, i) => <span key={i} className="chip num">{i + 1} <code>{level || '∅'}</code></span>)}</div>}
      <Input.TextArea aria-label={t('sources.payload')} placeholder={t('sources.payloadHint')} spellCheck={false} autoSize={{ minRows: 3, maxRows: 10 }} value={payload} onChange={(e) => { setPayload(e.target.value); setResult(undefined) }} style={{ fontFamily: 'ui-monospace, monospace' }} />
      <div><Button loading={busy} disabled={!topic} onClick={() => void run()}>{t('sources.run')}</Button></div>
      <ProblemLine error={error} />
      {result && <DryResult result={result} />}
    </section>
  )
}
