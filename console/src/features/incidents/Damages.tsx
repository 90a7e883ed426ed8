import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { damagesQuery } from '../../api/queries'
import type { Incident } from '../../api/types'
import { useNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { day } from '../../app/time'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { fenOf, yuan } from '../plans/money'
import { useAct } from './act'
import './desk.css'
import { Photos } from './Photos'
import { placeOf } from './queue'
import './scene.css'

/** 破门待赔: forced doors that nobody has paid for, the oldest first. */
export function Damages() {
  const { t } = useTranslation()
  const { data, error, refetch, dataUpdatedAt } = useQuery(damagesQuery)
  const list = [...(data?.items ?? [])].sort((a, b) => Date.parse(a.forced?.at ?? '') - Date.parse(b.forced?.at ?? ''))
  return (
    <Page title={t('scene.damages')} age={dataUpdatedAt} limit={600} actions={<Button className="no-print" onClick={() => window.print()}>{t('day.print')}</Button>}>
      <p className="quiet">{t('scene.damagesHint')}</p>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {data && list.length === 0 && <Empty title={t('scene.damagesNone')} />}
      {list.map((i) => <Damage key={i.id} incident={i} onPaid={() => void refetch()} />)}
    </Page>
  )
}

function Damage({ incident, onPaid }: { incident: Incident; onPaid: () => void }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  const act = useAct(incident.id)
  const f = incident.forced
  const [payer, setPayer] = useState('')
  const [cost, setCost] = useState(f?.cost_fen == null ? '' : String(f.cost_fen / 100))
  if (!f) return null
  const fen = fenOf(cost)
  return (
    <section className="sheet sheet-pad print-block" aria-label={incident.number}>
      <p className="row wrap">
        <b>{incident.elder_name || t('common.unknownPerson')}</b><span>{placeOf(incident)}</span><span className="num quiet">{incident.number}</span>
        <span className="num">{t('scene.since')} {day(f.at)}</span><span className="chip chip-amber num">{t('scene.daysOpen', { count: Math.floor((now - Date.parse(f.at)) / 86_400_000) })}</span>
        <span className="grow" />
        <Link to="/desk" search={{ incident: incident.id }} className="link-plain no-print">{t('scene.openIncident')}</Link>
      </p>
      <p className="row wrap">
        <span>{f.damage || t('scene.damageUnknown')}</span>
        {f.cost_fen != null && <span className="num">{t('scene.costIs', { yuan: yuan(f.cost_fen) })}</span>}
        <span className="quiet">{t('scene.forcedBy', { names: [f.first, f.second, f.police ? '110' : ''].filter(Boolean).join('、') })}</span>
        {f.repair_id && <span className="chip chip-good">{t('scene.mended')}</span>}
        {can.places(staff.role) && <><Photos incident={incident} kind="before" label={t('scene.before')} /><Photos incident={incident} kind="after" label={t('scene.after')} act={can.desk(staff.role) ? act : undefined} /></>}
      </p>
      {can.desk(staff.role) && (
        <form className="row wrap no-print" onSubmit={(event) => {
          event.preventDefault()
          if (payer.trim() && fen !== undefined) void act.act('damage_paid', { payer: payer.trim(), cost_fen: fen }).then((ok) => ok && onPaid())
        }}>
          <input className="line-input scene-who" aria-label={t('scene.payer')} placeholder={t('scene.payer')} maxLength={100} value={payer} onChange={(e) => setPayer(e.target.value)} />
          <input className="line-input scene-cost num" inputMode="decimal" aria-label={t('scene.cost')} placeholder={t('scene.cost')} value={cost} onChange={(e) => setCost(e.target.value)} />
          <Button htmlType="submit" disabled={act.busy || !payer.trim() || fen === undefined}>{t('scene.paid')}</Button>
          {!f.repair_id && <Button disabled={act.busy} onClick={() => void act.act('mend').then(onPaid)}>{t('scene.mend')}</Button>}
        </form>
      )}
      <ProblemLine error={act.error} />
    </section>
  )
}
