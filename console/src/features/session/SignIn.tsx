import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data, Problem } from '../../api/http'
import { sessionQuery } from '../../api/queries'
import { SIGNED_IN } from '../../app/session'
import { ProblemLine } from '../../components/parts'
import { setLanguage } from '../../i18n'
import { TrainingMark } from '../training/Mark'
import './session.css'

export function SignIn() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const { to } = useSearch({ from: '/sign-in' })
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  async function submit(values: { username: string; password: string }) {
    setBusy(true)
    setError(undefined)
    try {
      await data(api.POST('/api/v1/session', { body: values }))
      localStorage.setItem(SIGNED_IN, '1')
      cache.clear()
      await cache.fetchQuery(sessionQuery)
      // Only a path of our own is followed.
      await navigate({ to: to?.startsWith('/') && !to.startsWith('//') ? to : '/' })
    } catch (failure) {
      setError(failure instanceof Problem && failure.status === 401 ? new Problem(401, 'session.wrong', t('session.wrong')) : failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className="door">
      <TrainingMark />
      <section className="door-card">
        <Brand />
        <h1>{t('session.title')}</h1>
        <Form layout="vertical" requiredMark={false} onFinish={submit} size="large">
          <Form.Item name="username" label={t('session.username')} rules={[{ required: true, message: t('common.required') }]}>
            <Input autoComplete="username" autoFocus autoCapitalize="off" spellCheck={false} />
          </Form.Item>
          <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: t('common.required') }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <ProblemLine error={error} />
          <Button type="primary" htmlType="submit" block loading={busy}>{t('session.signIn')}</Button>
        </Form>
        <footer>
          <span>{t('session.lan')}</span>
          <Button type="link" size="small" onClick={() => setLanguage(i18n.language === 'en' ? 'zh' : 'en')}>{t('app.language')}</Button>
        </footer>
      </section>
    </main>
  )
}

export function Brand() {
  const { t } = useTranslation()
  return (
    <div className="door-brand">
      <svg viewBox="0 0 32 32" width="44" height="44" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#14464a" /><path d="M6 17.5 16 8l10 9.5" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" /><circle cx="16" cy="20.5" r="4" fill="#f0c987" /></svg>
      <div>
        <strong>{t('app.name')}</strong>
        <span>{t('app.slogan')}</span>
      </div>
    </div>
  )
}
