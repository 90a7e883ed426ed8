import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Button, DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { incidentQuery } from '../../api/queries'
import type { IncidentFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { ageOf, elapsed, fullStamp, shanghai } from '../../app/time'
import { addressOf } from '../../components/address'
import { Empty, ProblemLine } from '../../components/parts'
import { Printed } from '../phone/Nuisances'
import { useAct, type Act } from './act'
import './desk.css'
import { Photos } from './Photos'
import './scene.css'
import { Areas } from './SearchCard'

/** Without a zone: the field shows the county's hours, whatever the browser's. */
const MINUTE = 'YYYY-MM-DDTHH:mm'

/** 寻人单: who is lost, for the police and whoever searches. It holds no illness. */
export function SearchSheet() {
  const { t } = useTranslation()
  const { incident: id } = useSearch({ from: '/shell/search-sheet' })
  const { data: incident, error, refetch } = useQuery(incidentQuery(id))
  const act = useAct(id)
  if (!incident) return error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />
  const print = async () => {
    await act.act('search', { printed: true })
    window.print()
  }
  return (
    <div className="page print-sheet">
      <div className="page-head">
        <h1>{t('scene.sheet')}</h1><span className="num quiet">{incident.number}</span>
        <div className="grow" />
        <Button type="primary" className="no-print" onClick={() => void print()}>{t('day.print')}</Button>
        <Link to="/desk" search={{ incident: id }} className="ant-btn no-print">{t('common.back')}</Link>
      </div>
      <p className="quiet no-print">{t('scene.sheetHint')}</p>
      <ProblemLine error={act.error} />
      <div className="scene-sheet">
        <Photos incident={incident} kind="lost" label={t('scene.photo')} act={incident.state === 'closed' ? undefined : act} wide />
        <Fields incident={incident} act={act} />
      </div>
      <h2>{t('scene.areas')}</h2>
      <Areas incident={incident} act={act} />
      <Printed />
    </div>
  )
}

const FIELDS = ['looks', 'clothes', 'seen', 'seen_by', 'usual', 'police'] as const
const LABELS = { looks: 'scene.looks', clothes: 'scene.clothes', seen: 'scene.seen', seen_by: 'scene.seenBy', usual: 'scene.usual', police: 'scene.police' } as const

function Fields({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const now = useNow()
  const s = incident.search
  const { elder, household } = incident
  const age = ageOf(elder?.birth_date, now)
  const gender = elder?.gender === 'female' || elder?.gender === 'male' ? t(`elders.${elder.gender}`) : ''
  const [typed, setTyped] = useState<Partial<Record<(typeof FIELDS)[number], string>>>({})
  return (
    <table className="plain-table">
      <tbody>
        <tr><th>{t('work.elder')}</th><td>{[elder?.name ?? t('work.sheetNone'), gender, age == null ? '' : t('common.years', { count: age })].filter(Boolean).join('  ')}</td></tr>
        <tr><th>{t('work.address')}</th><td>{addressOf([incident.township, incident.village, household?.group, household?.address, incident.center_name])}</td></tr>
        <tr><th>{t('work.contacts')}</th><td>{(elder?.contacts ?? []).map((c) => [c.name, c.relation, c.phone].filter(Boolean).join(' ')).join('；') || '—'}</td></tr>
        <tr>
          <th><label htmlFor="search-seen-at">{t('scene.seenAt')}</label></th>
          <td>
            <div className="row wrap">
              <span className="no-print"><DatePicker id="search-seen-at" showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" placeholder={t('common.choose')} value={s?.seen_at ? dayjs(shanghai(s.seen_at).format(MINUTE)) : null} onChange={(at: Dayjs | null) => at && void act.act('search', { seen_at: new Date(`${at.format(MINUTE)}:00+08:00`).toISOString() })} /></span>
              {s?.seen_at && <span className="num">{fullStamp(s.seen_at)} {t('scene.seenAgo', { for: elapsed(now - Date.parse(s.seen_at)) })}</span>}
            </div>
          </td>
        </tr>
        {incident.location && incident.located_at && <tr><th>{t('fence.spot')}</th><td className="num">{t('scene.readAt', { lat: incident.location.lat.toFixed(5), lon: incident.location.lon.toFixed(5) })}  {fullStamp(incident.located_at)} {t('scene.seenAgo', { for: elapsed(now - Date.parse(incident.located_at)) })}</td></tr>}
        {FIELDS.map((name) => (
          <tr key={name}>
            <th><label htmlFor={`search-${name}`}>{t(LABELS[name])}</label></th>
            <td>
              <input
                id={`search-${name}`} className="line-input sheet-input" maxLength={300} value={typed[name] ?? s?.[name] ?? ''}
                onChange={(e) => setTyped({ ...typed, [name]: e.target.value })}
                onBlur={() => {
                  const text = typed[name]?.trim()
                  if (text && text !== s?.[name]) void act.act('search', { [name]: text })
                }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
