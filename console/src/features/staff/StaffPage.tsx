import { useQuery } from '@tanstack/react-query'
import { App, Button, Checkbox, Drawer, Form, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { staffQuery } from '../../api/queries'
import type { components } from '../../api/schema'
import { ROLES, SERVICES, type Staff } from '../../api/types'
import { never } from '../../app/time'
import { Ago } from '../../components/age'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { CenterPick, RegionPick, usePlaceNames } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { Expiring } from './Expiring'
import { WorkerForm } from './WorkerForm'
import { Kin } from './Kin'

export function StaffPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const places = usePlaceNames()
  const { data, error, refetch, dataUpdatedAt } = useQuery(staffQuery)
  const { submit, error: refused } = useSubmit(['staff'])
  const [making, setMaking] = useState(false)
  const [qualify, setQualify] = useState<Staff>()
  const [kin, setKin] = useState<Staff>()
  const [reset, setReset] = useState<{ id: string; password: string }>()
  const rows = [...(data?.items ?? [])].sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.username.localeCompare(b.username))

  async function setPassword() {
    if (reset && await submit(() => answer(api.POST('/api/v1/staff/{id}/password', { params: { path: { id: reset.id } }, body: { password: reset.password } })))) {
      setReset(undefined)
      void message.success(t('staff.resetDone'))
    }
  }
  return (
    <Page title={t('staff.title')} age={dataUpdatedAt} limit={600} actions={<Button type="primary" onClick={() => setMaking(true)}>{t('staff.new')}</Button>}>
      <ProblemLine error={error ?? refused} onRetry={() => void refetch()} />
      <Expiring />
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Staff>
          rowKey="id"
          size="middle"
          loading={!data && !error}
          dataSource={rows}
          pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          locale={{ emptyText: <Empty title={t('staff.empty')} hint={t('staff.emptyHint')} /> }}
          columns={[
            { title: t('common.name'), key: 'name', render: (_, s) => <><b>{s.name}</b> {s.disabled && <span className="chip">{t('staff.disabled')}</span>}</> },
            { title: t('staff.username'), key: 'username', className: 'num', render: (_, s) => s.username },
            { title: t('staff.role'), key: 'role', render: (_, s) => t(`role.${s.role}`) },
            { title: t('staff.scope'), key: 'scope', render: (_, s) => (s.center_id ? places.center(s.center_id) : s.region_id ? places.region(s.region_id) : t('common.wholeCounty')) },
            { title: t('common.phone'), key: 'phone', className: 'num', render: (_, s) => s.phone },
            { title: t('staff.lastSeen'), key: 'seen', render: (_, s) => (never(s.last_seen_at) ? t('ago.never') : <Ago at={s.last_seen_at} />) },
            {
              title: '', key: 'act', render: (_, s) => (reset?.id === s.id
                ? (
                  <span className="row">
                    <Input.Password size="small" autoFocus aria-label={t('staff.password')} autoComplete="new-password" value={reset.password} onChange={(e) => setReset({ id: s.id, password: e.target.value })} style={{ width: 140 }} />
                    <Button size="small" type="primary" disabled={reset.password.length < 8} onClick={() => void setPassword()}>{t('common.save')}</Button>
                    <Button size="small" onClick={() => setReset(undefined)}>{t('common.cancel')}</Button>
                  </span>
                )
                : (
                  <span className="row">
                    {s.role === 'worker' && <Button size="small" onClick={() => setQualify(s)}>{t('assign.qualify')}</Button>}
                    <Button size="small" onClick={() => setKin(s)}>{t('kin.title')}{(s.relatives?.length ?? 0) > 0 && ` ${s.relatives?.length}`}</Button>
                    <Button size="small" onClick={() => setReset({ id: s.id, password: '' })}>{t('staff.reset')}</Button>
                    <Button size="small" onClick={() => void submit(() => answer(api.PATCH('/api/v1/staff/{id}', { params: { path: { id: s.id } }, body: { disabled: !s.disabled } })))}>{s.disabled ? t('staff.enable') : t('staff.disable')}</Button>
                  </span>
                )),
            },
          ]}
        />
      </div>
      <Drawer title={t('assign.qualifyOf', { name: qualify?.name ?? '' })} open={qualify !== undefined} onClose={() => setQualify(undefined)} size={520} destroyOnHidden>{qualify && <WorkerForm worker={qualify} onDone={() => setQualify(undefined)} />}</Drawer>
      <Drawer title={t('staff.new')} open={making} onClose={() => setMaking(false)} size={440} destroyOnHidden><StaffForm onDone={() => setMaking(false)} /></Drawer>
      <Drawer title={kin && `${t('kin.title')} · ${kin.name}`} open={kin !== undefined} onClose={() => setKin(undefined)} size={440} destroyOnHidden>{kin && <Kin staff={kin} onDone={() => setKin(undefined)} />}</Drawer>
    </Page>
  )
}

function StaffForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['staff'], ['golive'])
  const [form] = Form.useForm<components['schemas']['CreateInBody4']>()
  const role = Form.useWatch('role', form)
  const save = async (values: components['schemas']['CreateInBody4']) => {
    if (await submit(() => answer(api.POST('/api/v1/staff', { body: values })))) onDone()
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form form={form} layout="vertical" onFinish={save} requiredMark={false} initialValues={{ role: 'operator', must_change: true }}>
      <Form.Item name="name" label={t('common.name')} rules={required}><Input autoFocus /></Form.Item>
      <Form.Item name="username" label={t('staff.username')} extra={t('staff.usernameHint')} rules={required}><Input autoComplete="off" spellCheck={false} /></Form.Item>
      <Form.Item name="role" label={t('staff.role')} rules={required}><Select options={ROLES.map((r) => ({ value: r, label: t(`role.${r}`) }))} /></Form.Item>
      <Form.Item name="password" label={t('staff.password')} rules={[...required, { min: 8, message: t('session.short') }]}><Input.Password autoComplete="new-password" /></Form.Item>
      <Form.Item name="must_change" valuePropName="checked"><Checkbox>{t('staff.mustChange')}</Checkbox></Form.Item>
      <Form.Item name="phone" label={t('common.phone')}><Input inputMode="tel" /></Form.Item>
      {role === 'manager'
        ? <Form.Item name="center_id" label={t('common.center')} rules={required}><CenterPick /></Form.Item>
        : <Form.Item name="region_id" label={t('common.region')} rules={role === 'worker' ? required : undefined}><RegionPick allowClear /></Form.Item>}
      {role === 'worker' && <Form.Item name="skills" label={t('staff.skills')}><Select mode="multiple" options={SERVICES.map((s) => ({ value: s, label: t(`service.${s}`) }))} /></Form.Item>}
      <ProblemLine error={error} />
      <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 8 }}>{t('common.save')}</Button>
    </Form>
  )
}
