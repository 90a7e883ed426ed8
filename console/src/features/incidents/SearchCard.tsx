import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { elapsed, stamp } from '../../app/time'
import type { Act } from './act'
import { Photos } from './Photos'
import './scene.css'

/** The search for somebody who is lost: what they look like, where they were last, who looks where. */
export function SearchCard({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const now = useNow()
  if (incident.kind !== 'lost' && !incident.search) return null
  const s = incident.search
  return (
    <section className="scene-card" aria-label={t('scene.lost')}>
      <p className="row wrap">
        <Photos incident={incident} kind="lost" label={t('scene.photo')} act={act} />
        {s?.clothes && <b>{s.clothes}</b>}
        {s?.looks && <span>{s.looks}</span>}
        {s?.seen && <span>{t('scene.seen')}{t('common.colon')}{s.seen} {s.seen_at && <span className="num">{t('scene.seenAgo', { for: elapsed(now - Date.parse(s.seen_at)) })}</span>}</span>}
        <span className="grow" />
        <Link to="/search-sheet" search={{ incident: incident.id }} className="ant-btn sheet-link">{t('scene.sheet')}</Link>
      </p>
      <Areas incident={incident} act={act} />
    </section>
  )
}

/** Who searches where; each ends as found or not there. */
export function Areas({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const [where, setWhere] = useState('')
  const [who, setWho] = useState('')
  const areas = incident.search?.areas ?? []
  return (
    <>
      <ul className="scene-areas" aria-label={t('scene.areas')}>
        {areas.length === 0 && <li className="quiet">{t('scene.areasNone')}</li>}
        {areas.map((a) => (
          <li key={a.id} className="row wrap" data-state={a.state}>
            <b>{a.where}</b><span>{a.who}</span>{a.phone && <a className="num" href={`tel:${a.phone}`}>{a.phone}</a>}
            <span className="quiet num">{t('scene.areaSince', { at: stamp(a.since).slice(-5) })}</span>
            <span className="grow" />
            <span className={`chip ${a.state === 'found' ? 'chip-good' : a.state === 'searching' ? 'chip-amber' : ''}`}>{t(`scene.area.${a.state}`)}</span>
            {a.state === 'searching' && (
              <span className="row no-print">
                <Button size="small" disabled={act.busy} onClick={() => void act.act('area', { id: a.id, state: 'found' })}>{t('scene.area.found')}</Button>
                <Button size="small" disabled={act.busy} onClick={() => void act.act('area', { id: a.id, state: 'not_found' })}>{t('scene.area.not_found')}</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      <form className="row no-print" onSubmit={(event) => {
        event.preventDefault()
        if (where.trim() && who.trim()) void act.act('area', { where: where.trim(), who: who.trim() }).then((ok) => ok && (setWhere(''), setWho('')))
      }}>
        <input className="line-input grow" aria-label={t('scene.areaWhere')} placeholder={t('scene.areaWhere')} maxLength={200} value={where} onChange={(e) => setWhere(e.target.value)} />
        <input className="line-input scene-who" aria-label={t('scene.areaWho')} placeholder={t('scene.areaWho')} maxLength={100} value={who} onChange={(e) => setWho(e.target.value)} />
        <Button size="small" htmlType="submit" disabled={!where.trim() || !who.trim()}>{t('scene.areaAdd')}</Button>
      </form>
    </>
  )
}
