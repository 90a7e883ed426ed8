import { useTranslation } from 'react-i18next'
import type { Contact } from '../../api/types'
import { useNow } from '../../app/clock'
import { awake, there } from './contactClock'

/** What hour it is where somebody lives, when that is elsewhere, and whether it is one to ring. */
export function ContactClock({ contact }: { contact: Pick<Contact, 'times' | 'time_zone'> }) {
  const { t } = useTranslation()
  const now = useNow()
  const asleep = !awake(contact, now)
  return (
    <>
      {contact.time_zone && <span className="chip num ring-clock" title={contact.time_zone}>{t('file.contact.there', { clock: there(contact.time_zone, now).clock })}</span>}
      {asleep && <span className="chip ring-clock" title={t('file.contact.asleepHint')}>{t('file.contact.asleep')}</span>}
    </>
  )
}

/** What a contact may, and cannot. */
export function ContactNotes({ contact: c }: { contact: Contact }) {
  const { t } = useTranslation()
  const days = (t: { days?: number[] | null }, name: (day: number) => string) => (t.days?.length ? t.days.map(name).join('') : '')
  const name = (day: number) => t(`file.contact.day.d${day as 1}`)
  const times = (c.times ?? []).map((x) => [days(x, name), `${x.from}–${x.to}`].filter(Boolean).join(' '))
  return <>{[c.hours, ...times, c.may_decide && t('file.contact.decide'), c.may_enter && t('file.contact.enter'), c.may_know && t('file.contact.know'), c.frail && t('file.contact.notRun')].filter(Boolean).join(' · ')}</>
}
