import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/clock'
import { shanghai } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { usePhone } from './calls'

/** A call that no telephone system told of, now or from paper. */
export function EnterCall() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const phone = usePhone('')
  const [open, setOpen] = useState(false)
  const [number, setNumber] = useState('')
  const [paper, setPaper] = useState(false)
  const [at, setAt] = useState('')
  if (!open) return <Button title={t('phone.enterHint')} onClick={() => setOpen(true)}>{t('phone.enter')}</Button>
  const enter = async () => {
    const call = await phone.act('enter', { number: number.trim() || undefined, afterwards: paper, at: paper && at ? `${at}:00+08:00` : undefined })
    if (!call) return
    setOpen(false)
    await navigate({ to: '/desk', search: { call: call.id } })
  }
  return (
    <form className="row wrap enter-call" onSubmit={(event) => {
      event.preventDefault()
      void enter()
    }}>
      <input className="line-input" autoFocus inputMode="tel" aria-label={t('phone.number')} placeholder={t('phone.number')} value={number} onChange={(e) => setNumber(e.target.value)} />
      <label className="row"><input type="checkbox" checked={paper} onChange={(e) => {
        setPaper(e.target.checked)
        if (e.target.checked && !at) setAt(shanghai(serverNow()).format('YYYY-MM-DDTHH:mm'))
      }} /> {t('phone.paper')}</label>
      {paper && <input className="line-input" type="datetime-local" aria-label={t('phone.at')} value={at} onChange={(e) => setAt(e.target.value)} />}
      <Button htmlType="submit" type="primary" disabled={phone.busy}>{t('phone.save')}</Button>
      <Button onClick={() => setOpen(false)}>{t('common.cancel')}</Button>
      <ProblemLine error={phone.error} />
    </form>
  )
}
