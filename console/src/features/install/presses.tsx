// The steps at the button: a press through the whole chain, the address, the elder alone.
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { useNow } from '../../app/clock'
import { elapsed } from '../../app/time'
import { Ago } from '../../components/age'
import { addressOf } from '../../components/address'
import type { StepProps } from './Fit'

const WITHIN = 120_000

export function PressStep({ installation: i, send, busy }: StepProps) {
  const { t } = useTranslation()
  const now = useNow()
  const at = { params: { path: { id: i.id } } }
  const ours = () => void send(() => answer(api.POST('/api/v1/installations/{id}/ours', at)))
  const start = () => void send(() => answer(api.POST('/api/v1/installations/{id}/press', at)))
  if (i.presses === 0) {
    const heard = i.heard_at && i.claimed_at && i.heard_at >= i.claimed_at
    return (
      <>
        <p>{t('install.heardHint')}</p>
        <ul className="fit-chain"><li data-done={Boolean(heard)}>{heard ? <>✓ <Ago at={i.heard_at} /></> : <>… {t('install.unheard')}</>}</li></ul>
        <button type="button" className="field-main" disabled={busy || !heard} onClick={ours}>{t('install.heardDone')}</button>
      </>
    )
  }
  const press = i.pressing
  const left = press ? Date.parse(press.asked_at) + WITHIN - now : 0
  const inTime = Boolean(press?.received_at) && Date.parse(press?.received_at ?? '') - Date.parse(press?.asked_at ?? '') <= WITHIN
  const proven = inTime && Boolean(i.confirms ? press?.confirmed_at : press?.told_at)
  const chain = [
    ['received', press?.received_at], ['told', press?.told_at ?? press?.confirmed_at], ...(i.confirms ? [['confirmed', press?.confirmed_at]] : []),
  ] as ['received' | 'told' | 'confirmed', string | null | undefined][]
  return (
    <>
      <p>{i.next === 'alone' ? t('install.aloneHint') : t('install.pressHint')}</p>
      {!press && <button type="button" className="field-main" disabled={busy} onClick={start}>{t('install.pressStart')}</button>}
      {press && (
        <>
          {!inTime && <p className="fit-clock" role="timer">{left > 0 ? t('install.left', { for: elapsed(left) }) : t('install.over')}</p>}
          <ul className="fit-chain" aria-live="polite">{chain.map(([what, when]) => <li key={what} data-done={Boolean(when)}>{when ? '✓' : '…'} {t(`install.wait_${what}`)}</li>)}</ul>
          {!i.confirms && <p className="quiet">{t('install.noConfirm')}</p>}
          {inTime && <p><b>{t('install.oursHint')}</b> <span className="quiet">{t('install.notOurs')}</span></p>}
          {inTime && <button type="button" className="field-main" disabled={busy || !proven} onClick={ours}>{t('install.ours')}</button>}
          <div className="field-why"><button type="button" disabled={busy} onClick={start}>{t('install.pressAgain')}</button></div>
        </>
      )}
      <p className="quiet">{t('install.pressReal')}</p>
    </>
  )
}

export function AddressStep({ installation: i, send, busy }: StepProps) {
  const { t } = useTranslation()
  const same = () => void send(() => answer(api.POST('/api/v1/installations/{id}/address', { params: { path: { id: i.id } } })))
  const wrong = () => void send(() => answer(api.POST('/api/v1/installations/{id}/abandon', { params: { path: { id: i.id } }, body: { reason: t('install.reason_wrong') } })))
  const home = i.home
  return (
    <>
      <p>{t('install.addressHint')}</p>
      <p className="fit-address">{addressOf([i.township, i.village, home?.group, home?.address])}{home?.directions && <><br />{home.directions}</>}</p>
      <button type="button" className="field-main" disabled={busy} onClick={same}>{t('install.same')}</button>
      <details>
        <summary>{t('install.other')}</summary>
        <p>{t('install.otherHint')}</p>
        <div className="field-why"><button type="button" disabled={busy} onClick={wrong}>{t('install.otherEnd')}</button></div>
      </details>
    </>
  )
}
