import { Link } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import type { Installation } from '../../api/types'
import { clock } from '../../app/time'
import { addressOf } from '../../components/address'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { ConsentStep, DeviceStep, EntryStep, KeysStep } from './forms'
import { AddressStep, PressStep } from './presses'

const STEPS = ['consent', 'entry', 'keys', 'device', 'press', 'address', 'alone'] as const

export interface StepProps {
  installation: Installation
  /** Sends one step; what the server answers is shown. */
  send: (what: () => Promise<Installation>) => Promise<boolean>
  busy: boolean
}

export function Fit({ installation: i }: { installation: Installation }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const { submit, error, busy } = useSubmit(['installations'], ['devices'])
  const send = async (what: () => Promise<Installation>) => {
    const next = await submit(what)
    if (next) cache.setQueryData(['installation', i.id], next)
    return Boolean(next)
  }
  const steps = STEPS.filter((s) => s !== 'alone' || i.presses !== 0 || !i.device_id)
  const at = i.next ? steps.indexOf(i.next) : steps.length
  const props = { installation: i, send, busy }
  return (
    <>
      <section className="fit-head">
        <strong>{i.home?.elders.map((e) => e.name).join('、') || i.home?.address}</strong>
        <span className="quiet">{addressOf([i.township, i.village, i.home?.group, i.home?.address])}</span>
        {i.device && <span className="quiet">{word(t, 'deviceKind', i.device.kind)} {i.device.location} · <span className="num">{i.device.id}</span></span>}
      </section>
      <div className="fit-bar" aria-hidden="true">{steps.map((s, n) => <i key={s} data-done={n < at} />)}</div>
      {i.next && (
        <section className="field-card" aria-label={t(`install.${i.next}`)}>
          <div className="row wrap"><b className="field-service">{i.next === 'press' && i.presses === 0 ? t('install.heard') : t(`install.${i.next}`)}</b><span className="grow" /><span className="quiet num">{t('install.step', { n: at + 1, of: steps.length })}</span></div>
          {i.next === 'consent' && <ConsentStep {...props} />}
          {i.next === 'entry' && <EntryStep {...props} />}
          {i.next === 'keys' && <KeysStep {...props} />}
          {i.next === 'device' && <DeviceStep {...props} />}
          {(i.next === 'press' || i.next === 'alone') && <PressStep key={i.next} {...props} />}
          {i.next === 'address' && <AddressStep {...props} />}
          <ProblemLine error={error} />
        </section>
      )}
      {i.state === 'done' && (
        <div className="fit-done" role="status">
          <b>✓ {t('install.done')}</b>
          <span>{t('install.doneHint', { device: word(t, 'deviceKind', i.device?.kind ?? ''), where: i.device?.location ?? '' })}</span>
          <Another installation={i} />
        </div>
      )}
      {i.state === 'abandoned' && <div className="field-none"><b>{t('install.abandoned')}</b><span>{i.reason}</span></div>}
      {i.state === 'running' && <End {...props} />}
      <section>
        <h2>{t('install.steps')}</h2>
        <ul className="fit-steps">{i.steps.map((s, n) => <li key={n} className="num">{clock(s.at)} {word(t, 'install.what', s.what)}</li>)}</ul>
      </section>
    </>
  )
}

function Another({ installation: i }: { installation: Installation }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['installations'])
  const [next, setNext] = useState<string>()
  const begin = async () => setNext((await submit(() => answer(api.POST('/api/v1/installations', { body: { household_id: i.household_id } }))))?.id)
  return (
    <>
      <ProblemLine error={error} />
      {next
        ? <Link to="/install" search={{ id: next }} className="field-link">{t('install.resume')}</Link>
        : <button type="button" disabled={busy} onClick={() => void begin()}>{t('install.next')}</button>}
      <Link to="/install" search={{}} className="field-link" style={{ justifyContent: 'center' }}>{t('install.finish')}</Link>
    </>
  )
}

function End({ installation: i, send, busy }: StepProps) {
  const { t } = useTranslation()
  const [why, setWhy] = useState(false)
  const end = (reason: string) => void send(() => answer(api.POST('/api/v1/installations/{id}/abandon', { params: { path: { id: i.id } }, body: { reason } })))
  if (!why) return <div className="field-why"><button type="button" onClick={() => setWhy(true)}>{t('install.abandon')}</button></div>
  return (
    <div className="field-why" role="group" aria-label={t('install.abandonWhy')}>
      {(['away', 'refused', 'broken', 'wrong'] as const).map((r) => <button key={r} type="button" disabled={busy} onClick={() => end(t(`install.reason_${r}`))}>{t(`install.reason_${r}`)}</button>)}
      <button type="button" onClick={() => setWhy(false)}>{t('common.back')}</button>
    </div>
  )
}
