import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { fullStamp, shanghai, stamp } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { yuan } from '../plans/money'
import './accounts.css'
import { AdvanceForm, CollectForm, MoveForm, RefundForm } from './forms'
import { accountQuery, type Account, type Receipt } from './queries'

type Form = 'collect' | 'refund' | 'advance' | 'move'

/** 收付: the money that changed hands for an order, and what is left to settle. */
export function AccountCard({ order }: { order: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: account, error, refetch } = useQuery(accountQuery(order))
  const [form, setForm] = useState<Form>()
  const [paper, setPaper] = useState<Receipt>()
  const printed = useCallback(() => setPaper(undefined), [])
  if (!account) return error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : null
  const touched = account.receipts.length + account.advances.length > 0
  if (!touched && account.own_fen <= 0 && account.limit_fen <= 0) return null
  const net = account.collected_fen - account.refunded_fen
  const done = () => setForm(undefined)
  const buttons: [Form, string, boolean][] = [
    ['collect', t('accounts.collect'), account.left_fen > 0 && can.orders(staff.role)],
    ['refund', t('accounts.refund'), account.may_refund && net > 0],
    ['advance', t('accounts.advance'), account.limit_fen > account.advanced_fen && can.orders(staff.role)],
    ['move', `${t('accounts.move.spent')} / ${t('accounts.move.returned')}`, account.open_fen > 0 && can.orders(staff.role)],
  ]
  return (
    <section className="account" aria-label={t('accounts.title')}>
      <h3>{t('accounts.title')}</h3>
      <p className="account-sums num">
        <span>{t('accounts.own')} <b>{t('accounts.yuan', { yuan: yuan(account.own_fen) })}</b></span>
        <span>{t('accounts.collected')} <b>{t('accounts.yuan', { yuan: yuan(account.collected_fen) })}</b></span>
        {account.refunded_fen > 0 && <span>{t('accounts.refunded')} <b>{t('accounts.yuan', { yuan: yuan(account.refunded_fen) })}</b></span>}
        {account.left_fen > 0 && <span>{t('accounts.left')} <b>{t('accounts.yuan', { yuan: yuan(account.left_fen) })}</b></span>}
        {account.refund_due_fen > 0 && <span className="chip chip-alarm">{t('accounts.refundDue')} {yuan(account.refund_due_fen)}</span>}
        {account.open_fen > 0 && <span className="chip chip-amber">{t('accounts.open')} {yuan(account.open_fen)}</span>}
      </p>
      <Lines account={account} onPrint={setPaper} />
      <div className="row wrap no-print" style={{ marginTop: 6 }}>
        {buttons.filter(([, , may]) => may).map(([key, label]) => <Button key={key} size="small" onClick={() => setForm(form === key ? undefined : key)} aria-expanded={form === key}>{label}</Button>)}
      </div>
      {form === 'collect' && <CollectForm account={account} onDone={done} />}
      {form === 'refund' && <RefundForm account={account} onDone={done} />}
      {form === 'advance' && <AdvanceForm account={account} onDone={done} />}
      {form === 'move' && <MoveForm account={account} onDone={done} />}
      {paper && <Paper account={account} receipt={paper} onDone={printed} />}
    </section>
  )
}

function Lines({ account, onPrint }: { account: Account; onPrint: (r: Receipt) => void }) {
  const { t } = useTranslation()
  const name = (id: string) => account.names[id] ?? id
  return (
    <ul className="account-lines">
      {account.receipts.map((r) => (
        <li key={r.id} className="row wrap">
          <b className="num">{r.number}</b>
          <span className="num">{t('accounts.yuan', { yuan: yuan(r.fen) })}</span>
          <span>{t(`accounts.how.${r.how}`)}{r.payer && ` · ${r.payer}`}</span>
          <span className="quiet num">{stamp(r.at)} {name(r.by)}</span>
          <span className="grow" />
          <Button size="small" className="no-print" onClick={() => onPrint(r)}>{t('accounts.print')}</Button>
        </li>
      ))}
      {account.refunds.map((r) => (
        <li key={r.id} className="row wrap">
          <b>{t('accounts.refund')}</b>
          <span className="num">− {t('accounts.yuan', { yuan: yuan(r.fen) })}</span>
          <span>{t(`accounts.how.${r.how}`)} · {r.to} · {r.reason}</span>
          <span className="quiet num">{stamp(r.at)} {t('accounts.agreed', { name: name(r.agreed_by) })}</span>
        </li>
      ))}
      {account.advances.map((v) => (
        <li key={v.id}>
          <div className="row wrap">
            <b>{t(`accounts.kind.${v.kind}`)}</b>
            <span className="num">{t('accounts.yuan', { yuan: yuan(v.fen) })}</span>
            <span>{t(`accounts.from.${v.from}`)}{v.from_name && ` · ${v.from_name}`}{v.witness && ` · ${t('accounts.witness')} ${v.witness}（${t(`visits.relation.${v.relation || 'other'}`)}）`}</span>
            <span className="quiet num">{stamp(v.at)} {name(v.by)}</span>
          </div>
          {v.moves.map((m) => <div key={m.id} className="row wrap account-inner"><span>{t(`accounts.move.${m.what}`)}</span><span className="num">{t('accounts.yuan', { yuan: yuan(m.fen) })}</span><span>{m.to}</span><span className="quiet num">{stamp(m.at)} {name(m.by)}</span></div>)}
        </li>
      ))}
    </ul>
  )
}

/** The receipt as whoever paid gets it: printed at once, and nothing else of the screen. */
function Paper({ account, receipt, onDone }: { account: Account; receipt: Receipt; onDone: () => void }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  useEffect(() => {
    window.addEventListener('afterprint', onDone, { once: true })
    window.print()
    return () => window.removeEventListener('afterprint', onDone)
  }, [onDone])
  return createPortal(
    <div className="receipt-paper">
      <h2>{t('accounts.receiptOf')}</h2>
      <dl>
        <dt>{t('accounts.number')}</dt><dd className="num">{receipt.number}</dd>
        <dt>{t('accounts.order')}</dt><dd className="num">{account.number}</dd>
        <dt>{t('accounts.service')}</dt><dd>{t(`service.${account.service}`)}</dd>
        <dt>{t('accounts.elder')}</dt><dd>{account.elder_name}</dd>
        <dt>{t('accounts.own')}</dt><dd className="receipt-sum num">{t('accounts.yuan', { yuan: yuan(receipt.fen) })}（{t(`accounts.how.${receipt.how}`)}{receipt.payer && ` · ${receipt.payer}`}）</dd>
        <dt>{t('accounts.payee')}</dt><dd>{account.names[receipt.by] ?? receipt.by}</dd>
        {receipt.provider && <><dt>{t('accounts.provider')}</dt><dd>{receipt.provider}</dd></>}
        <dt>{t('accounts.at')}</dt><dd className="num">{fullStamp(receipt.at)}</dd>
      </dl>
      <p>{t('visits.statements.printedBy', { name: staff.name, at: shanghai(serverNow()).format('YYYY-MM-DD HH:mm') })}</p>
    </div>,
    document.body,
  )
}
