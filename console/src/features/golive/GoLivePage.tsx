import { CheckCircleFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { goLiveQuery } from '../../api/queries'
import { fullStamp } from '../../app/time'
import { Page, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { CenterForm, DutyForm, RegionForm } from './PlaceForms'

/** Where each step is done, when it is not done right here. */
const WHERE: Record<string, string> = {
  staff: '/staff', household: '/elders', device: '/devices', press: '/devices', order: '/orders',
}

/** 上线清单: what to do first, on an empty house. */
export function GoLivePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data, error, refetch, dataUpdatedAt } = useQuery(goLiveQuery)
  const { submit, error: refused, busy } = useSubmit(['golive'])
  const [sure, setSure] = useState(false)
  const [open, setOpen] = useState<string>()
  const steps = data?.steps ?? []
  const done = steps.filter((s) => s.done).length
  const next = steps.find((s) => !s.done)?.code

  const go = (code: string) => {
    if (code === 'regions' || code === 'centers' || code === 'roster') setOpen(open === code ? undefined : code)
    else void navigate({ to: WHERE[code] ?? '/' })
  }
  return (
    <Page title={t('golive.title')} age={dataUpdatedAt}>
      <div style={{ maxWidth: 760 }} className="stack">
        <p className="quiet">{t('golive.hint')} <b className="num">{t('golive.progress', { n: done, total: steps.length })}</b></p>
        <ProblemLine error={error ?? refused} onRetry={() => void refetch()} />
        <ol className="sheet golive">
          {steps.map((step, i) => (
            <li key={step.code} data-next={step.code === next}>
              <div className="row" style={{ gap: 14 }}>
                {step.done ? <CheckCircleFilled style={{ color: 'var(--green)', fontSize: 20 }} aria-label={t('common.done')} /> : <span className="golive-step num" aria-hidden="true">{i + 1}</span>}
                <div className="grow">
                  <b>{t(`golive.step.${step.code as 'staff'}`, { defaultValue: step.code })}</b>
                  <div className="quiet" style={{ fontSize: 13 }}>{t(`golive.stepHint.${step.code as 'staff'}`, { defaultValue: '' })}</div>
                </div>
                {step.count > 0 && <span className="quiet num">{t('golive.count', { count: step.count })}</span>}
                <Button type={step.code === next ? 'primary' : 'default'} onClick={() => go(step.code)}>{t(step.done ? 'golive.look' : 'golive.go')}</Button>
              </div>
              {open === step.code && step.code === 'regions' && <RegionForm />}
              {open === step.code && step.code === 'roster' && <><DutyForm /><p style={{ marginTop: 8 }}><Link to="/roster" search={{}}>{t('golive.toRoster')}</Link></p></>}
              {open === step.code && step.code === 'centers' && <CenterForm />}
            </li>
          ))}
        </ol>
        <div className="sheet sheet-pad row">
          {data?.live_at
            ? <b>{t('golive.live', { at: fullStamp(data.live_at) })}</b>
            : (
              <>
                <span className="grow quiet">{t('golive.goliveHint')}</span>
                <Button type="primary" loading={busy} onClick={() => (sure ? void submit(() => answer(api.POST('/api/v1/golive'))).then(() => setSure(false)) : setSure(true))}>{sure ? t('golive.confirm') : t('golive.golive')}</Button>
              </>
            )}
        </div>
      </div>
    </Page>
  )
}
