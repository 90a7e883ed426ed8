import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { clock, elapsed, stamp } from '../../app/time'
import { Key } from '../../components/parts'
import { Dial } from '../phone/Dial'
import type { Act } from './act'
import { useKeys } from './keys'
import { owed, perilOf, policeFirst, whoseNumber } from './scene'
import './scene.css'

/** What comes before anything else: danger to whoever goes in, the police, a call that is owed, and where the elder is. */
export function Urgent({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  return (
    <>
      <Peril incident={incident} act={act} />
      {policeFirst(incident) && <p className="scene-first" role="alert"><b>{t('scene.policeFirst')}</b></p>}
      {owed(incident) && <SecondCall incident={incident} act={act} />}
      <Away incident={incident} act={act} />
      {incident.teaching && <p><span className="chip chip-info">{t('scene.taught', { n: incident.teaching.presses })}</span></p>}
    </>
  )
}

function Peril({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const [who, setWho] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const peril = perilOf(incident)
  const called = incident.help?.includes('119') ?? false
  useKeys({ 'Alt+C': peril && called && !incident.safe ? () => input.current?.focus() : undefined })
  if (!peril) return null
  if (incident.safe) {
    return (
      <p className="row wrap scene-safe">
        <span className="chip chip-good">{t('scene.safeBy', { at: clock(incident.safe.at), name: incident.safe.who })}</span>
        <Button size="small" onClick={() => void act.act('safe', {})}>{t('scene.unsafe')}</Button>
      </p>
    )
  }
  const what = t(`scene.peril.${peril}`)
  return (
    <div className="scene-first" role="alert">
      <b>{t(called ? 'scene.perilCalled' : 'scene.perilFirst', { what })}</b>
      {called && (
        <form className="row" onSubmit={(event) => {
          event.preventDefault()
          if (who.trim()) void act.act('safe', { who: who.trim() }).then((ok) => ok && setWho(''))
        }}>
          <input ref={input} className="line-input scene-who" aria-label={t('scene.safeWho')} placeholder={t('scene.safeWho')} aria-keyshortcuts="Alt+C" maxLength={100} value={who} onChange={(e) => setWho(e.target.value)} />
          <Button size="small" htmlType="submit" disabled={!who.trim()}>{t('scene.safe')} <Key>Alt C</Key></Button>
        </form>
      )}
    </div>
  )
}

const RESULTS = ['well', 'accepts', 'refuses', 'no_answer'] as const

function SecondCall({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const now = useNow()
  const group = useRef<HTMLDivElement>(null)
  useKeys({ 'Alt+T': () => group.current?.querySelector('button')?.focus() })
  const r = incident.refused
  if (!r) return null
  const left = Date.parse(r.call_by) - now
  return (
    <div className="scene-owed" data-late={left <= 0} ref={group} role="group" aria-label={t('scene.second')}>
      <p className="row wrap">
        <b>{t('scene.second')}</b> <Key>Alt T</Key>
        <span className="num">{t('scene.secondBy', { at: stamp(r.call_by) })}</span>
        <span className={`chip num ${left <= 0 ? 'chip-alarm' : left < 1_800_000 ? 'chip-amber' : ''}`}>{left > 0 ? t('scene.secondIn', { for: elapsed(left) }) : t('scene.secondLate', { for: elapsed(-left) })}</span>
        {r.tries ? <span className="chip chip-amber num">{t('scene.secondTried', { n: r.tries })}</span> : null}
      </p>
      <p>“{r.said}” <span className="quiet">{t('scene.witness', { name: r.witness })}</span></p>
      <p className="row wrap">
        {RESULTS.map((result) => <Button key={result} size="small" disabled={act.busy} onClick={() => void act.act('second_call', { result })}>{t(`scene.result.${result}`)}</Button>)}
      </p>
    </div>
  )
}

function Away({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const away = incident.away
  if (!away) return null
  const there = away.area_code
  return (
    <section className="scene-away" aria-label={t('scene.away')}>
      {away.state && (
        <p className="row wrap">
          <b>{t('scene.stays', { state: t(`whereabouts.${away.state}`), place: away.place ?? '' })}</b>
          {away.phone && <><span>{t(whoseNumber(away))}</span><a className="num scene-host" href={`tel:${away.phone}`}>{away.phone}</a><Dial number={away.phone} elder={incident.elder_id ?? undefined} incident={incident.id} /></>}
          {away.return_at && <span className={away.overdue ? 'chip chip-amber num' : 'quiet num'}>{t(away.overdue ? 'where.overdue' : 'scene.returns', { at: stamp(away.return_at) })}</span>}
          {away.home_call && <span className="quiet">{t('scene.homePress')}</span>}
        </p>
      )}
      {away.device && <p className={away.outside ? 'scene-far' : ''}>{away.outside ? t('scene.wearFar', { km: away.near_km ?? 0 }) : t('scene.wearNear', { name: away.near_name ?? '', km: away.near_km ?? 0 })}</p>}
      {there && <p className="row wrap"><span>{t('scene.elsewhere120')}</span>{['120', '110'].map((n) => <a key={n} className="num scene-host" href={`tel:${there}${n}`}>{there}-{n}</a>)}</p>}
      {!there && (away.outside || away.state === 'staying') && (
        <form className="row" onSubmit={(event) => {
          event.preventDefault()
          void act.act('area_code', code)
        }}>
          <label htmlFor="scene-code">{t('scene.areaCodeAsk')}</label>
          <input id="scene-code" className="line-input scene-code num" inputMode="numeric" maxLength={4} value={code} onChange={(e) => setCode(e.target.value.trim())} />
          <Button size="small" htmlType="submit" disabled={!/^0\d{2,3}$/.test(code)}>{t('desk.record')}</Button>
        </form>
      )}
    </section>
  )
}
