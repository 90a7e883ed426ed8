import { Button, Input, InputNumber, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data, newKey, once } from '../../api/http'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { fenOf, yuan } from '../plans/money'
import type { Account } from './queries'

interface Props { account: Account; onDone: () => void }
type How = 'cash' | 'transfer' | 'family'

const HOWS: How[] = ['cash', 'transfer', 'family']

/** Where and under which key something is told of: sent again it is the same. */
function useTell(account: Account, onDone: () => void) {
  const { submit, error, busy } = useSubmit(['order', account.order_id], ['orders'], ['statements'])
  const [key] = useState(newKey)
  const at = { params: { path: { id: account.order_id } }, ...once(key) }
  return { at, error, busy, tell: async (what: () => Promise<unknown>) => { if (await submit(what)) onDone() } }
}

function Frame({ hint, error, busy, label, ready, onSend, children }: { hint?: string; error: unknown; busy: boolean; label: string; ready: boolean; onSend: () => void; children: ReactNode }) {
  return (
    <div className="account-form no-print">
      {hint && <span className="quiet">{hint}</span>}
      <div className="row wrap">{children}</div>
      <ProblemLine error={error} />
      <div className="row"><Button type="primary" size="small" disabled={!ready} loading={busy} onClick={onSend}>{label}</Button></div>
    </div>
  )
}

function Sum({ value, onChange, most }: { value: number | null; onChange: (v: number | null) => void; most?: number }) {
  const { t } = useTranslation()
  return <InputNumber aria-label={t('accounts.amount')} placeholder={t('accounts.amount')} min={0.01} max={most === undefined ? undefined : most / 100} precision={2} value={value} onChange={onChange} />
}

const HowPick = ({ value, onChange }: { value: How; onChange: (v: How) => void }) => {
  const { t } = useTranslation()
  return <Select aria-label={t('accounts.collect')} value={value} onChange={onChange} options={HOWS.map((h) => ({ value: h, label: t(`accounts.how.${h}`) }))} />
}

export function CollectForm({ account, onDone }: Props) {
  const { t } = useTranslation()
  const { at, tell, ...state } = useTell(account, onDone)
  const [sum, setSum] = useState<number | null>(account.left_fen / 100)
  const [how, setHow] = useState<How>('cash')
  const [payer, setPayer] = useState('')
  const fen = fenOf(sum) ?? 0
  return (
    <Frame {...state} hint={t('accounts.collectHint', { yuan: yuan(account.left_fen) })} label={t('accounts.collect')} ready={fen > 0 && (how !== 'family' || payer.trim() !== '')}
      onSend={() => void tell(() => data(api.POST('/api/v1/orders/{id}/payments', { ...at, body: { fen, how, payer: payer.trim() || undefined } })))}>
      <Sum value={sum} onChange={setSum} most={account.left_fen} />
      <HowPick value={how} onChange={setHow} />
      {how === 'family' && <Input aria-label={t('accounts.payer')} placeholder={t('accounts.payer')} maxLength={40} value={payer} onChange={(e) => setPayer(e.target.value)} />}
    </Frame>
  )
}

export function RefundForm({ account, onDone }: Props) {
  const { t } = useTranslation()
  const { at, tell, ...state } = useTell(account, onDone)
  const most = account.collected_fen - account.refunded_fen
  const [sum, setSum] = useState<number | null>(most / 100)
  const [how, setHow] = useState<How>('cash')
  const [to, setTo] = useState(account.elder_name ?? '')
  const [reason, setReason] = useState('')
  const fen = fenOf(sum) ?? 0
  return (
    <Frame {...state} hint={t('accounts.refundHint', { yuan: yuan(most) })} label={t('accounts.agree')} ready={fen > 0 && to.trim() !== '' && reason.trim() !== ''}
      onSend={() => void tell(() => data(api.POST('/api/v1/orders/{id}/refunds', { ...at, body: { fen, how, to: to.trim(), reason: reason.trim() } })))}>
      <Sum value={sum} onChange={setSum} most={most} />
      <HowPick value={how} onChange={setHow} />
      <Input aria-label={t('accounts.to')} placeholder={t('accounts.to')} maxLength={40} value={to} onChange={(e) => setTo(e.target.value)} />
      <Input aria-label={t('accounts.reason')} placeholder={t('accounts.reason')} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />
    </Frame>
  )
}

const RELATIONS = ['neighbour', 'committee', 'staff', 'other'] as const

export function AdvanceForm({ account, onDone }: Props) {
  const { t } = useTranslation()
  const { at, tell, ...state } = useTell(account, onDone)
  const [kind, setKind] = useState<'ahead' | 'laid_out'>('ahead')
  const [sum, setSum] = useState<number | null>(null)
  const [from, setFrom] = useState<'elder' | 'family' | 'site'>('elder')
  const [fromName, setFromName] = useState('')
  const [witness, setWitness] = useState('')
  const [relation, setRelation] = useState<typeof RELATIONS[number]>('neighbour')
  const fen = fenOf(sum) ?? 0
  const ahead = kind === 'ahead'
  return (
    <Frame {...state} hint={`${t('accounts.limit', { yuan: yuan(account.limit_fen), used: yuan(account.advanced_fen) })} · ${t('accounts.witnessHint')} · ${t('accounts.never')}`} label={t(ahead ? 'accounts.handOver' : 'accounts.layOut')}
      ready={fen > 0 && (!ahead || witness.trim() !== '' && (from === 'elder' || fromName.trim() !== ''))}
      onSend={() => void tell(() => data(api.POST('/api/v1/orders/{id}/advances', { ...at, body: ahead ? { fen, kind, from, from_name: fromName.trim() || undefined, witness: witness.trim(), relation } : { fen, kind } })))}>
      <Select aria-label={t('accounts.advance')} value={kind} onChange={setKind} options={(['ahead', 'laid_out'] as const).map((k) => ({ value: k, label: t(`accounts.kind.${k}`) }))} />
      <Sum value={sum} onChange={setSum} most={account.limit_fen - account.advanced_fen} />
      {ahead && <Select aria-label={t('accounts.fromName')} value={from} onChange={setFrom} options={(['elder', 'family', 'site'] as const).map((f) => ({ value: f, label: t(`accounts.from.${f}`) }))} />}
      {ahead && from !== 'elder' && <Input aria-label={t('accounts.fromName')} placeholder={t('accounts.fromName')} maxLength={40} value={fromName} onChange={(e) => setFromName(e.target.value)} />}
      {ahead && <Input aria-label={t('accounts.witness')} placeholder={t('accounts.witness')} maxLength={40} value={witness} onChange={(e) => setWitness(e.target.value)} />}
      {ahead && <Select aria-label={t('accounts.witnessHint')} value={relation} onChange={setRelation} options={RELATIONS.map((r) => ({ value: r, label: t(`visits.relation.${r}`) }))} />}
    </Frame>
  )
}

export function MoveForm({ account, onDone }: Props) {
  const { t } = useTranslation()
  const { at, tell, ...state } = useTell(account, onDone)
  const ahead = account.advances.some((v) => v.kind === 'ahead')
  const [what, setWhat] = useState<'spent' | 'returned'>(ahead ? 'spent' : 'returned')
  const [sum, setSum] = useState<number | null>(account.open_fen / 100)
  const [to, setTo] = useState('')
  const fen = fenOf(sum) ?? 0
  return (
    <Frame {...state} label={t(`accounts.move.${what}`)} ready={fen > 0 && (what === 'spent' || to.trim() !== '')}
      onSend={() => void tell(() => data(api.POST('/api/v1/orders/{id}/advance-moves', { ...at, body: { fen, what, to: to.trim() || undefined } })))}>
      <Select aria-label={t('accounts.advance')} value={what} onChange={setWhat} options={(['spent', 'returned'] as const).map((w) => ({ value: w, label: t(`accounts.move.${w}`) }))} />
      <Sum value={sum} onChange={setSum} most={account.open_fen} />
      {what === 'returned' && <Input aria-label={t('accounts.moveTo')} placeholder={t('accounts.moveTo')} maxLength={40} value={to} onChange={(e) => setTo(e.target.value)} />}
    </Frame>
  )
}
