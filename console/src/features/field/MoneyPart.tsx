import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Order } from '../../api/types'
import { accountQuery } from '../accounts/queries'
import { useDraft } from '../install/draft'
import { fenOf, yuan } from '../plans/money'
import type { Money } from './outbox'
import { owed, used } from './owed'

/** What of an order's money the worker has noted so far; it outlives an empty battery. */
interface Noted { paid: number; ahead: number; laidOut: number; spent: number; back: number }

const NOTHING: Noted = { paid: 0, ahead: 0, laidOut: 0, spent: 0, back: 0 }

interface Props { order: Order; limit: number; onMoney: (money: Money) => void }

/** 钱: the own part, and what is handed over or laid out to buy something with. */
export function MoneyPart({ order, limit, onMoney }: Props) {
  const { t } = useTranslation()
  const [noted, setNoted] = useDraft<Noted>(`money.${order.id}`, NOTHING)
  const own = (order.price_fen ?? 0) - (order.subsidy_fen ?? 0)
  const { data: known } = useQuery({ ...accountQuery(order.id), enabled: own > 0 || limit > 0 })
  const left = owed(own, noted.paid, known)
  const advanced = used(noted, known)
  const open = noted.ahead - noted.spent - noted.back
  const add = (over: Partial<Noted>) => setNoted((old) => ({ ...old, ...Object.fromEntries(Object.entries(over).map(([k, v]) => [k, old[k as keyof Noted] + v])) }))
  if (own <= 0 && limit <= 0) return null
  return (
    <section className="field-part" aria-label={t('accounts.field.title')}>
      <h3>{t('accounts.field.title')} <span className="quiet">{t('accounts.never')}</span></h3>
      {own > 0 && (left > 0
        ? <Own left={left} onPaid={(body) => {
          add({ paid: body.fen })
          onMoney({ what: 'pay', body })
        }} />
        : <p className="field-kept">✓ {t('accounts.field.kept', { yuan: yuan(Math.max(noted.paid, known ? known.collected_fen - known.refunded_fen : 0)) })}</p>)}
      {limit > 0 && (
        <Advance room={limit - advanced} limit={limit} used={advanced} onAdvance={(body) => {
          add(body.kind === 'ahead' ? { ahead: body.fen } : { laidOut: body.fen })
          onMoney({ what: 'advance', body })
        }} />
      )}
      {open > 0 && (
        <Rest open={open} onMove={(body) => {
          add(body.what === 'spent' ? { spent: body.fen } : { back: body.fen })
          onMoney({ what: 'move', body })
        }} />
      )}
    </section>
  )
}

function Own({ left, onPaid }: { left: number; onPaid: (body: { fen: number; how: 'cash' | 'transfer' | 'family'; payer?: string }) => void }) {
  const { t } = useTranslation()
  const [how, setHow] = useState<'cash' | 'transfer' | 'family'>()
  const [payer, setPayer] = useState('')
  const record = () => how && onPaid(how === 'family' ? { fen: left, how, payer: payer.trim() } : { fen: left, how })
  return (
    <>
      <b className="num">{t('accounts.field.owed', { yuan: yuan(left) })}</b>
      <div className="field-how" role="radiogroup" aria-label={t('accounts.field.own')}>
        {(['cash', 'transfer', 'family'] as const).map((h) => <button key={h} type="button" role="radio" aria-checked={h === how} onClick={() => setHow(h)}>{t(`accounts.how.${h}`)}</button>)}
      </div>
      {how === 'family' && <input aria-label={t('accounts.field.familyName')} placeholder={t('accounts.field.familyName')} maxLength={40} value={payer} onChange={(event) => setPayer(event.target.value)} />}
      {how && <button type="button" className="field-do" disabled={how === 'family' && !payer.trim()} onClick={record}>{t('accounts.field.own')}</button>}
    </>
  )
}

function Advance({ room, limit, used, onAdvance }: { room: number; limit: number; used: number; onAdvance: (body: (Money & { what: 'advance' })['body']) => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<'ahead' | 'laid_out'>()
  const [sum, setSum] = useState('')
  const [witness, setWitness] = useState('')
  const [relation, setRelation] = useState<'neighbour' | 'committee' | 'other'>('neighbour')
  const fen = fenOf(sum) ?? 0
  const ready = fen > 0 && fen <= room && (kind === 'laid_out' || witness.trim() !== '')
  const record = () => {
    if (!kind) return
    onAdvance(kind === 'ahead' ? { fen, kind, from: 'elder', witness: witness.trim(), relation } : { fen, kind })
    setSum('')
    setKind(undefined)
  }
  return (
    <>
      <span className="quiet num">{t('accounts.limit', { yuan: yuan(limit), used: yuan(used) })}</span>
      <div className="field-why">
        {(['ahead', 'laid_out'] as const).map((k) => <button key={k} type="button" aria-expanded={kind === k} disabled={room <= 0} onClick={() => setKind(kind === k ? undefined : k)}>{t(k === 'ahead' ? 'accounts.field.ahead' : 'accounts.field.laidOut')}</button>)}
      </div>
      {kind && (
        <>
          <div className="field-why"><input inputMode="decimal" aria-label={t('accounts.field.sum')} placeholder={t('accounts.field.sum')} value={sum} onChange={(event) => setSum(event.target.value)} /></div>
          {kind === 'ahead' && (
            <>
              <input aria-label={t('accounts.witness')} placeholder={t('accounts.witness')} maxLength={40} value={witness} onChange={(event) => setWitness(event.target.value)} />
              <div className="field-how" role="radiogroup" aria-label={t('accounts.witnessHint')}>
                {(['neighbour', 'committee', 'other'] as const).map((r) => <button key={r} type="button" role="radio" aria-checked={r === relation} onClick={() => setRelation(r)}>{t(`visits.relation.${r}`)}</button>)}
              </div>
              <span className="quiet">{t('accounts.witnessHint')}</span>
            </>
          )}
          <button type="button" className="field-do" disabled={!ready} onClick={record}>{t('accounts.field.record')}</button>
        </>
      )}
    </>
  )
}

function Rest({ open, onMove }: { open: number; onMove: (body: { fen: number; what: 'spent' | 'returned'; to?: string }) => void }) {
  const { t } = useTranslation()
  const [sum, setSum] = useState('')
  const [to, setTo] = useState('')
  const fen = fenOf(sum) ?? 0
  const fits = fen > 0 && fen <= open
  const tell = (what: 'spent' | 'returned') => {
    onMove(what === 'spent' ? { fen, what } : { fen, what, to: to.trim() })
    setSum('')
  }
  return (
    <>
      <b className="num">{t('accounts.open')} {t('accounts.yuan', { yuan: yuan(open) })}</b>
      <div className="field-why">
        <input inputMode="decimal" aria-label={t('accounts.move.spent')} placeholder={t('accounts.field.sum')} value={sum} onChange={(event) => setSum(event.target.value)} />
        <button type="button" disabled={!fits} onClick={() => tell('spent')}>{t('accounts.field.spent')}</button>
      </div>
      <div className="field-why">
        <input aria-label={t('accounts.field.backTo')} placeholder={t('accounts.field.backTo')} maxLength={40} value={to} onChange={(event) => setTo(event.target.value)} />
        <button type="button" disabled={!fits || !to.trim()} onClick={() => tell('returned')}>{t('accounts.field.back')}</button>
      </div>
    </>
  )
}
