import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { phoneQuery } from '../../api/queries'
import type { PhoneFile } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { useDuty } from '../incidents/duty'
import { spaced, usePhone } from './calls'

/** A number that one click calls: the seat's telephone rings first. Without a telephone system the operator dials and says what became of it. */
export function Dial({ number, elder, incident, primary, onResult }: { number: string; elder?: string; incident?: string; primary?: boolean; onResult?: (spoken: boolean) => void }) {
  const { t } = useTranslation()
  const duty = useDuty()
  const phone = usePhone('')
  const [asked, setAsked] = useState<PhoneFile>()
  const call = async () => setAsked(await phone.act('connect', { number, elder_id: elder, incident_id: incident, seat: duty.seat || undefined }))
  if (asked) return <Calling asked={asked} onOver={() => setAsked(undefined)} onResult={onResult} />
  return (
    <span className="dial">
      <Button type={primary ? 'primary' : 'default'} size="small" disabled={phone.busy} onClick={() => void call()} aria-label={`${t('phone.dial')} ${spaced(number)}`}>{t('phone.dial')}</Button>
      <ProblemLine error={phone.error} />
    </span>
  )
}

/** A call that was asked for, until it is known what became of it. */
function Calling({ asked, onOver, onResult }: { asked: PhoneFile; onOver: () => void; onResult?: (spoken: boolean) => void }) {
  const { t } = useTranslation()
  const phone = usePhone(asked.id)
  const { data = asked } = useQuery({ ...phoneQuery(asked.id), refetchInterval: 5_000 })
  const say = (result: 'answered' | 'no_answer' | 'busy' | 'failed') => async () => {
    if (!await phone.act('result', result)) return
    onResult?.(result === 'answered')
    onOver()
  }
  const waits = data.state === 'requested'
  return (
    <span className="dial row wrap" role="group" aria-label={t('phone.dial')}>
      <span className="chip chip-info">{waits ? t(data.by_hand ? 'phone.byHand' : 'phone.dialing') : t(`phone.state.${data.state}`)}</span>
      {waits
        ? (
          <>
            <Button size="small" type="primary" autoFocus onClick={say('answered')}>{t('phone.answered')}</Button>
            <Button size="small" onClick={say('no_answer')}>{t('phone.noAnswer')}</Button>
            <Button size="small" onClick={say('busy')}>{t('phone.lineBusy')}</Button>
            <Button size="small" onClick={say('failed')}>{t('phone.failed')}</Button>
          </>
        )
        : <Button size="small" onClick={onOver}>{t('common.close')}</Button>}
      <ProblemLine error={phone.error} />
    </span>
  )
}
