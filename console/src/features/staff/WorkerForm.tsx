import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { api, data } from '../../api/http'
import { regionsQuery } from '../../api/queries'
import { SERVICES, type Staff } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

interface Values {
  gender?: 'female' | 'male'
  skills?: Staff['skills']
  certificates?: { name: string; number?: string; expires?: string }[]
  zones?: string[]
  from?: string
  until?: string
  days?: number[]
  carries?: string[]
  phone_kind?: 'smart' | 'plain'
}

/** What a worker may do, where and when: the recommendation goes by this. */
export function WorkerForm({ worker, onDone }: { worker: Staff; onDone: () => void }) {
  const { t } = useTranslation()
  const { data: regions } = useQuery(regionsQuery)
  const { submit, error, busy } = useSubmit(['staff'], ['certificates'], ['candidates'])
  const names = new Map((regions?.items ?? []).map((r) => [r.id, r.name]))
  const save = async (v: Values) => {
    const hours = { from: v.from?.trim() ?? '', until: v.until?.trim() ?? '', days: v.days ?? [] }
    const body = { gender: v.gender, skills: v.skills ?? [], certificates: (v.certificates ?? []).map((c) => ({ ...c, expires: c.expires?.trim() })), zones: v.zones ?? [], carries: v.carries ?? [], hours, phone_kind: v.phone_kind }
    if (await submit(() => data(api.PATCH('/api/v1/staff/{id}', { params: { path: { id: worker.id } }, body })))) onDone()
  }
  const initial: Values = { gender: worker.gender || undefined, skills: worker.skills, certificates: worker.certificates, zones: worker.zones, carries: worker.carries, phone_kind: worker.phone_kind || 'smart', from: worker.hours?.from, until: worker.hours?.until, days: worker.hours?.days }
  return (
    <Form<Values> layout="vertical" onFinish={(v) => void save(v)} requiredMark={false} initialValues={initial}>
      <Form.Item label={t('assign.certificates')}>
        <Form.List name="certificates">
          {(fields, { add, remove }) => (
            <div className="stack" style={{ gap: 6 }}>
              {fields.map((f) => (
                <div key={f.key} className="row">
                  <Form.Item noStyle name={[f.name, 'name']} rules={[{ required: true, message: t('common.required') }]}><Input aria-label={t('assign.certificate')} placeholder={t('assign.certificate')} /></Form.Item>
                  <Form.Item noStyle name={[f.name, 'number']}><Input aria-label={t('assign.number')} placeholder={t('assign.number')} /></Form.Item>
                  <Form.Item noStyle name={[f.name, 'expires']}><Input aria-label={t('assign.expires')} placeholder="2027-03-31" title={t('assign.expires')} /></Form.Item>
                  <Button size="small" aria-label={t('fence.remove')} onClick={() => remove(f.name)}>×</Button>
                </div>
              ))}
              <Button size="small" style={{ justifySelf: 'start' }} onClick={() => add({})}>{t('assign.addCertificate')}</Button>
            </div>
          )}
        </Form.List>
      </Form.Item>
      <Form.Item name="skills" label={t('staff.skills')}><Select mode="multiple" options={SERVICES.map((s) => ({ value: s, label: t(`service.${s}`) }))} /></Form.Item>
      <Form.Item name="zones" label={t('assign.zones')} extra={t('assign.zonesHint')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={(regions?.items ?? []).filter((r) => r.kind !== 'county').map((r) => ({ value: r.id, label: r.kind === 'village' ? `${names.get(r.parent_id ?? '') ?? ''} ${r.name}` : r.name }))} />
      </Form.Item>
      <Form.Item label={t('assign.hours')} extra={t('assign.hoursHint')}>
        <div className="row wrap">
          <Form.Item noStyle name="from"><Input aria-label={t('assign.from')} placeholder="08:00" style={{ width: 90 }} /></Form.Item>
          <Form.Item noStyle name="until"><Input aria-label={t('assign.until')} placeholder="18:00" style={{ width: 90 }} /></Form.Item>
          <Form.Item noStyle name="days"><Checkbox.Group options={DAYS.map((d) => ({ value: d, label: t(`assign.weekday.${d}`) }))} /></Form.Item>
        </div>
      </Form.Item>
      <Form.Item name="gender" label={t('assign.gender')}><Select allowClear options={(['female', 'male'] as const).map((g) => ({ value: g, label: t(`assign.${g}`) }))} /></Form.Item>
      <Form.Item name="carries" label={t('assign.carries')} extra={t('assign.carriesHint')}><Select mode="tags" options={[{ value: '清真', label: '清真' }]} /></Form.Item>
      <Form.Item name="phone_kind" label={t('sentences.phoneKind')} extra={t('sentences.phoneKindHint')}><Select options={(['smart', 'plain'] as const).map((v) => ({ value: v, label: t(`sentences.phoneKinds.${v}`) }))} /></Form.Item>
      <ProblemLine error={error} />
      <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
    </Form>
  )
}
