import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { centersQuery, staffQuery } from '../../api/queries'
import type { Provider } from '../../api/types'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

type Values = Pick<Provider, 'id' | 'name' | 'contract' | 'from' | 'until' | 'worker_ids' | 'center_ids' | 'manager_ids'>

export function ProviderForm({ provider, onDone }: { provider?: Provider; onDone: (id?: string) => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['providers'], ['statements'])
  const { data: staff } = useQuery(staffQuery)
  const { data: centers } = useQuery(centersQuery)
  const people = (role: string) => (staff?.items ?? []).filter((s) => s.role === role).map((s) => ({ value: s.id, label: `${s.name} ${s.id}` }))

  async function save({ id, ...body }: Values) {
    const saved = await submit(() => data(api.PUT('/api/v1/providers/{id}', { params: { path: { id: provider?.id ?? id } }, body: { ...body, worker_ids: body.worker_ids ?? [], center_ids: body.center_ids ?? [], manager_ids: body.manager_ids ?? [], version: provider?.version ?? 0 } })))
    if (saved) onDone(saved.id)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Panel title={t(provider ? 'visits.statements.edit' : 'visits.statements.add')} className="no-print">
      <Form<Values> layout="vertical" onFinish={save} initialValues={provider} requiredMark={false} className="provider-form">
        {!provider && <Form.Item name="id" label={t('visits.statements.code')} rules={[...required, { pattern: /^[a-z0-9-]{1,40}$/, message: t('visits.statements.code') }]}><Input /></Form.Item>}
        <Form.Item name="name" label={t('visits.statements.name')} rules={required}><Input maxLength={100} /></Form.Item>
        <Form.Item name="contract" label={t('visits.statements.contract')}><Input maxLength={100} /></Form.Item>
        <Form.Item name="from" label={t('visits.statements.from')}><Input placeholder="2026-01-01" /></Form.Item>
        <Form.Item name="until" label={t('visits.statements.until')}><Input placeholder="2026-12-31" /></Form.Item>
        <Form.Item name="worker_ids" label={t('visits.statements.workers')}><Select mode="multiple" optionFilterProp="label" options={people('worker')} /></Form.Item>
        <Form.Item name="center_ids" label={t('visits.statements.centers')}><Select mode="multiple" optionFilterProp="label" options={(centers?.items ?? []).map((c) => ({ value: c.id, label: c.name }))} /></Form.Item>
        <Form.Item name="manager_ids" label={t('visits.statements.managers')}><Select mode="multiple" optionFilterProp="label" options={people('manager')} /></Form.Item>
        <ProblemLine error={error} />
        <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button><Button onClick={() => onDone()}>{t('common.cancel')}</Button></div>
      </Form>
    </Panel>
  )
}
