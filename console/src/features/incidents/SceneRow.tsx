import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { fenOf } from '../plans/money'
import type { Act } from './act'
import './scene.css'

interface PanelProps { incident: IncidentFile; act: Act; onDone: () => void }

/** 拒绝救助: what was said, and before whom. */
export function RefusedPanel({ incident, act, onDone }: PanelProps) {
  const { t } = useTranslation()
  const old = incident.refused?.done_at ? undefined : incident.refused
  const [said, setSaid] = useState(old?.said ?? '')
  const [witness, setWitness] = useState(old?.witness ?? '')
  return (
    <form className="act-panel" aria-label={t('scene.refuse')} onSubmit={(event) => {
      event.preventDefault()
      if (said.trim() && witness.trim()) void act.act('refused', { said: said.trim(), witness: witness.trim() }).then((ok) => ok && onDone())
    }}>
      <input className="line-input grow" autoFocus aria-label={t('scene.refuseSaid')} placeholder={t('scene.refuseSaid')} maxLength={1000} value={said} onChange={(e) => setSaid(e.target.value)} />
      <input className="line-input scene-who" aria-label={t('scene.refuseWitness')} placeholder={t('scene.refuseWitness')} maxLength={100} value={witness} onChange={(e) => setWitness(e.target.value)} />
      <Button type="primary" htmlType="submit" disabled={!said.trim() || !witness.trim()}>{t('desk.record')}</Button>
      <p className="act-read quiet">{t('scene.refuseHint')}</p>
    </form>
  )
}

/** 走失: one press turns the incident into a search. */
export function LostPanel({ act, onDone }: Omit<PanelProps, 'incident'>) {
  const { t } = useTranslation()
  return (
    <div className="act-panel" role="group" aria-label={t('scene.lost')}>
      <span className="grow">{t('scene.toLostHint')}</span>
      <Button autoFocus type="primary" onClick={() => void act.act('lost').then((ok) => ok && onDone())}>{t('scene.toLost')}</Button>
    </div>
  )
}

/** 破门: two persons by name or 110, what broke, what it costs. What is left out stays. */
export function ForcedPanel({ incident, act, onDone }: PanelProps) {
  const { t } = useTranslation()
  const f = incident.forced
  const [first, setFirst] = useState(f?.first ?? '')
  const [second, setSecond] = useState(f?.second ?? '')
  const [damage, setDamage] = useState(f?.damage ?? '')
  const [cost, setCost] = useState(f?.cost_fen == null ? '' : String(f.cost_fen / 100))
  const [whole, setWhole] = useState(f?.whole ?? false)
  const police = f?.police || incident.help?.includes('110')
  const enough = police || (first.trim() && second.trim() && first.trim() !== second.trim())
  const save = () => act.act('forced', { first: first.trim() || undefined, second: second.trim() || undefined, damage: whole ? undefined : damage.trim() || undefined, whole: whole || undefined, cost_fen: fenOf(cost) })
  return (
    <form className="act-panel" aria-label={t('scene.forcedTitle')} onSubmit={(event) => {
      event.preventDefault()
      if (enough) void save().then((ok) => ok && onDone())
    }}>
      <input className="line-input scene-who" autoFocus aria-label={t('scene.forcedFirst')} placeholder={t('scene.forcedFirst')} maxLength={100} value={first} onChange={(e) => setFirst(e.target.value)} />
      <input className="line-input scene-who" aria-label={t('scene.forcedSecond')} placeholder={t('scene.forcedSecond')} maxLength={100} value={second} onChange={(e) => setSecond(e.target.value)} />
      {police && <span className="chip chip-good">{t('scene.withPolice')}</span>}
      <input className="line-input grow" aria-label={t('scene.damage')} placeholder={t('scene.damage')} maxLength={1000} disabled={whole} value={damage} onChange={(e) => setDamage(e.target.value)} />
      <input className="line-input scene-cost num" inputMode="decimal" aria-label={t('scene.cost')} placeholder={t('scene.cost')} disabled={whole} value={cost} onChange={(e) => setCost(e.target.value)} />
      <label className="row"><input type="checkbox" checked={whole} onChange={(e) => setWhole(e.target.checked)} /> {t('scene.whole')}</label>
      <Button type="primary" htmlType="submit" disabled={!enough}>{t('desk.record')}</Button>
      {!enough && <p className="act-read quiet">{t('scene.forcedHint')}</p>}
    </form>
  )
}
