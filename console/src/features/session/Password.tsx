import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { ProblemLine } from '../../components/parts'
import { TrainingMark } from '../training/Mark'
import { Brand } from './SignIn'
import './session.css'

/** Forced at the first sign-in with an initial password. */
export function Password() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  async function submit(values: { old: string; new: string }) {
    setBusy(true)
    setError(undefined)
    try {
      await data(api.POST('/api/v1/session/password', { body: { old: values.old, new: values.new } }))
      cache.removeQueries({ queryKey: ['session'] })
      await navigate({ to: '/' })
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  const required = { required: true, message: t('common.required') }
  return (
    <main className="door">
      <TrainingMark />
      <section className="door-card">
        <Brand />
        <h1>{t('session.changeTitle')}</h1>
        <p className="quiet" style={{ marginBottom: 12 }}>{t('session.changeHint')}</p>
        <Form layout="vertical" requiredMark={false} onFinish={submit} size="large">
          <Form.Item name="old" label={t('session.old')} rules={[required]}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Form.Item name="new" label={t('session.new')} rules={[required, { min: 8, message: t('session.short') }]}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t('session.again')}
            dependencies={['new']}
            rules={[required, ({ getFieldValue }) => ({
              validator: (_, value) => (!value || value === getFieldValue('new') ? Promise.resolve() : Promise.reject(new Error(t('session.mismatch')))),
            })]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <ProblemLine error={error} />
          <Button type="primary" htmlType="submit" block loading={busy}>{t('session.change')}</Button>
        </Form>
      </section>
    </main>
  )
}
