import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { clock } from '../../app/time'
import { yuan } from '../plans/money'
import type { Act } from './act'
import { Photos } from './Photos'
import './scene.css'

/** What is known of a forced door: who was there, what broke, who pays; a repair in one click. */
export function ForcedCard({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const f = incident.forced
  if (!f) return null
  const names = [f.first, f.second].filter(Boolean).join('、')
  return (
    <section className="scene-card" aria-label={t('scene.forcedTitle')}>
      <p className="row wrap">
        <b>{t('scene.forcedTitle')}</b><span className="num quiet">{clock(f.at)}</span>
        {names && <span>{t('scene.forcedBy', { names })}</span>}
        {f.police && <span className="chip chip-info">{t('scene.withPolice')}</span>}
      </p>
      <p className="row wrap">
        <span>{f.whole ? t('scene.whole') : f.damage || <span className="chip chip-amber">{t('scene.damageUnknown')}</span>}</span>
        {f.cost_fen != null && !f.paid_at && <span className="num">{t('scene.costIs', { yuan: yuan(f.cost_fen) })}</span>}
        {f.paid_at && <span className="chip chip-good num">{t('scene.paidBy', { name: f.payer ?? '', yuan: yuan(f.cost_fen ?? 0) })}</span>}
        {f.repair_id ? <span className="chip chip-good">{t('scene.mended')}</span> : <Button size="small" disabled={act.busy} onClick={() => void act.act('mend')}>{t('scene.mend')}</Button>}
        <Photos incident={incident} kind="before" label={t('scene.before')} act={act} />
        <Photos incident={incident} kind="after" label={t('scene.after')} act={act} />
      </p>
    </section>
  )
}
