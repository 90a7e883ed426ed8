import { Button, Checkbox, Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { serverNow } from '../../app/clock'
import { shanghai } from '../../app/time'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

interface Values { from: string; unpaid: ('A' | 'B' | 'C' | 'D')[]; basis?: string; weak_percent?: number }

/** From which day which grades are verified before they are paid for. */
export function PolicyForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['visit-policies'], ['statements'])
  async function save({ from, unpaid, basis, weak_percent }: Values) {
    if (await submit(() => data(api.PUT('/api/v1/visit-policies/{from}', { params: { path: { from } }, body: { unpaid, basis, weak_percent } })))) onDone()
  }
  return (
    <Panel title={t('visits.statements.addPolicy')} className="no-print">
      <Form<Values> layout="vertical" onFinish={save} initialValues={{ from: shanghai(serverNow()).add(1, 'month').startOf('month').format('YYYY-MM-DD'), unpaid: ['C', 'D'], weak_percent: 20 }} requiredMark={false} className="provider-form">
        <Form.Item name="from" label={t('visits.statements.policyFrom')} rules={[{ required: true, pattern: /^\d{4}-\d{2}-\d{2}$/, message: t('common.required') }]}><Input /></Form.Item>
        <Form.Item name="unpaid" label={t('visits.statements.policyUnpaid')}><Checkbox.Group options={(['B', 'C', 'D'] as const).map((g) => ({ value: g, label: `${g} ${t(`visits.grade.${g}`)}` }))} /></Form.Item>
        <Form.Item name="weak_percent" label={t('visits.statements.policyShare')} extra={t('visits.statements.policyShareHint')}><InputNumber min={0} max={100} suffix="%" style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="basis" label={t('visits.statements.policyBasis')}><Input maxLength={200} /></Form.Item>
        <ProblemLine error={error} />
        <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button><Button onClick={onDone}>{t('common.cancel')}</Button></div>
      </Form>
    </Panel>
  )
}
