import { useTranslation } from 'react-i18next'
import type { FollowUp, Ticket, TicketState } from '../../api/types'
import { useNow } from '../../app/clock'
import { nearDay, stamp } from '../../app/time'

const TINT: Record<TicketState, string> = { open: 'chip-amber', handling: 'chip-info', answered: 'chip-teal', closed: 'chip-good' }

export function TicketMark({ state }: { state: TicketState }) {
  const { t } = useTranslation()
  return <span className={`chip ${TINT[state]}`}>{t(`hotline.state.${state}`)}</span>
}

/** Its kind, and that it is sealed; why, where there is room. */
export function KindMark({ ticket, why }: { ticket: Ticket; why?: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="row nowrap" style={{ gap: 5 }}>
      <b>{t(`hotline.kind.${ticket.kind}`)}</b>
      {ticket.sealed && <span className="chip chip-alarm">{why ? t('hotline.sealedMark', { why: t(`hotline.sealed.${ticket.sealed}`) }) : t('hotline.seal')}</span>}
    </span>
  )
}

/** The deadline that is next, in words when it is near, and that it was missed. */
export function Deadline({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!ticket.due_at) return <span className="quiet">{ticket.state === 'closed' || ticket.state === 'answered' ? '' : t('hotline.noDue')}</span>
  // A deadline is the end of a day; a minute earlier says which day.
  const last = Date.parse(ticket.due_at) - 60_000
  const near = nearDay(last, now)
  return <span className="row nowrap num" style={{ gap: 5 }}>{near ? t(`common.${near}`, { at: '24:00' }) : stamp(last).slice(0, -6)}{ticket.overdue && <span className="chip chip-alarm">{t('hotline.overdue')}</span>}</span>
}

const CALL_TINT: Record<FollowUp['state'], string> = { open: 'chip-amber', done: 'chip-good', unreached: 'chip-info', cancelled: '' }

export function CallMark({ state }: { state: FollowUp['state'] }) {
  const { t } = useTranslation()
  return <span className={`chip ${CALL_TINT[state]}`}>{t(`hotline.followUps.state.${state}`)}</span>
}

/** What a follow-up is about: the outcome, the service, or the kind of ticket. */
export function AboutWhat({ call }: { call: FollowUp }) {
  const { t } = useTranslation()
  const group = call.noun === 'incident' ? 'outcome' : call.noun === 'order' ? 'service' : 'hotline.kind'
  return <span>{t(`hotline.followUps.noun.${call.noun}`)} · {t(`${group}.${call.about}`)}</span>
}
