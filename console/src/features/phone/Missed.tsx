import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { missedPhonesQuery, owedPhonesQuery } from '../../api/queries'
import type { PhoneCall } from '../../api/types'
import { useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { elapsed, stamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Empty, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { spaced, usePhone, whoCalls } from './calls'
import { Dial } from './Dial'
import { EnterCall } from './EnterCall'

/** 未接来电: whom to call back, the earliest deadline first, and how the last ones ended. */
export function Missed() {
  const { t } = useTranslation()
  const { data, error, refetch, dataUpdatedAt } = useQuery(owedPhonesQuery)
  const owed = data?.items ?? []
  return (
    <div className="phone-pane">
      <div className="row">
        <h2>{t('phone.missed')}</h2><span className="num">{owed.length}</span><DataAge at={dataUpdatedAt} />
        <span className="grow" />
        <EnterCall />
        <Link to="/nuisances" className="link-plain">{t('phone.nuisanceTitle')}</Link>
        <Link to="/desk" search={{}} className="link-plain">{t('phone.back')}</Link>
      </div>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {data && owed.length === 0 && <Empty title={t('phone.missedNone')} hint={t('phone.missedHint')} />}
      <ul className="owed-list">{owed.map((call) => <Owed key={call.id} call={call} />)}</ul>
      <Ended />
    </div>
  )
}

function Owed({ call }: { call: PhoneCall }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  const phone = usePhone(call.id)
  const [settling, setSettling] = useState(false)
  const [why, setWhy] = useState('')
  const back = call.call_back
  if (!back) return null
  const left = Date.parse(back.by) - now
  const settle = (how: 'reached' | 'no_answer' | 'nuisance') => () => void phone.act('settle', { how, note: why.trim() || undefined })
  return (
    <li className="owed" data-overdue={left <= 0}>
      <span className="owed-due num"><b>{elapsed(Math.abs(left))}</b><small>{t(left > 0 ? 'phone.toGo' : 'phone.tooLate')}</small></span>
      <div className="grow">
        <div className="row wrap">
          <b className="num">{call.number ? spaced(call.number) : t('phone.withheld')}</b>
          <span>{whoCalls(t, call.callers)}</span>
          {call.nuisance && <span className="chip chip-amber">{t('outcome.nuisance')}</span>}
        </div>
        <div className="row wrap quiet">
          <span className="num">{stamp(call.at)}</span><span>{t(`phone.state.${call.state}`)}</span>
          {back.missed > 1 && <span className="chip chip-alarm num">{t('phone.times', { n: back.missed })}</span>}
          {back.tries > 0 && <span className="chip num">{t('phone.tries', { n: back.tries })}</span>}
        </div>
        <div className="row wrap owed-acts">
          {call.number && <Dial number={call.number} elder={call.elder_id ?? undefined} primary />}
          <Button size="small" aria-expanded={settling} onClick={() => setSettling(!settling)}>{t('phone.settle')}…</Button>
          <Link to="/desk" search={{ call: call.id }} className="link-plain">{t('phone.open')}</Link>
        </div>
        {settling && (
          <form className="row wrap owed-acts" onSubmit={(event) => {
            event.preventDefault()
            settle('reached')()
          }}>
            <input className="line-input grow" autoFocus aria-label={t('phone.settleWhy')} placeholder={t('phone.settleWhy')} value={why} onChange={(e) => setWhy(e.target.value)} />
            <Button htmlType="submit" type="primary">{t('phone.settle')}</Button>
            <Button onClick={settle('no_answer')}>{t('phone.outcome.no_answer')}</Button>
            {staff.role !== 'operator' && <Button onClick={settle('nuisance')}>{t('phone.outcome.nuisance')}</Button>}
          </form>
        )}
        <ProblemLine error={phone.error} />
      </div>
    </li>
  )
}

/** How the last missed calls ended: whoever comes on duty sees what was done. */
function Ended() {
  const { t } = useTranslation()
  const { data } = useQuery(missedPhonesQuery)
  const ended = (data?.items ?? []).filter((c) => c.call_back?.outcome).slice(0, 12)
  if (ended.length === 0) return null
  return (
    <section className="phone-block">
      <h3>{t('phone.recent')}</h3>
      <ul className="phone-lines">
        {ended.map((c) => (
          <li key={c.id} className="row">
            <span className="num quiet nowrap">{stamp(c.at)}</span>
            <Link to="/desk" search={{ call: c.id }} className="link-plain num nowrap">{c.number ? spaced(c.number) : t('phone.withheld')}</Link>
            <span className="ellipsis grow">{whoCalls(t, c.callers)}</span>
            <span className="quiet nowrap">{word(t, 'phone.outcome', c.call_back?.outcome)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
