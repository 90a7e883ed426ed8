import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { incidentQuery, placeQuery } from '../../api/queries'
import type { IncidentFile, Spot } from '../../api/types'
import { useNow } from '../../app/clock'
import { ageOf, fullStamp } from '../../app/time'
import { addressOf } from '../../components/address'
import { Empty, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { Printed } from '../phone/Nuisances'
import { useAct } from './act'
import { newestSpot, whereIs, type Where } from './where'
import './desk.css'

/** The sheet that goes with the elder to 120: opened and printed in two clicks, filled in as things become known. */
export function AmbulanceSheet() {
  const { t } = useTranslation()
  const { incident: id, print } = useSearch({ from: '/shell/ambulance' })
  const { data: incident, error, refetch } = useQuery(incidentQuery(id))
  const act = useAct(id)
  const printed = useRef(false)
  const doPrint = async () => {
    await act.act('ambulance', { printed: true })
    window.print()
  }
  const onReady = useRef(doPrint)
  const place = usePlace(incident)
  const ready = Boolean(incident) && place.settled
  useEffect(() => {
    if (!ready || !print || printed.current) return
    printed.current = true
    void onReady.current()
  }, [ready, print])
  if (!incident) return error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />
  return (
    <div className="page print-sheet">
      <div className="page-head">
        <h1>{t('work.sheet')}</h1><span className="num quiet">{incident.number}</span>
        <div className="grow" />
        <Button type="primary" className="no-print" onClick={() => void doPrint()}>{t('day.print')}</Button>
        <Link to="/desk" search={{ incident: id }} className="ant-btn no-print">{t('common.back')}</Link>
      </div>
      <p className="quiet no-print">{t('work.sheetHint')}</p>
      <ProblemLine error={act.error} />
      <Facts incident={incident} spot={place.spot} />
      <Fields incident={incident} save={(body) => void act.act('ambulance', body)} />
      <div className="sheet-signs"><span>{t('work.given')}</span><span>{t('work.takenBy')}</span></div>
      <Printed />
    </div>
  )
}

/** How long the paper waits for a newer place: 120 waits for nobody. */
const PLACE_MS = 2_500

/** Where a wearable was last; settled once that is known, or will not be in time. */
function usePlace(incident: IncidentFile | undefined): { spot: Spot | undefined; settled: boolean } {
  const elder = incident?.elder?.id ?? ''
  const [late, setLate] = useState(false)
  const place = useQuery({ ...placeQuery(elder), enabled: elder !== '', retry: false })
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PLACE_MS)
    return () => clearTimeout(timer)
  }, [])
  return { spot: incident && newestSpot(incident, place.data?.spot), settled: elder === '' || place.isFetched || late }
}

function Facts({ incident, spot }: { incident: IncidentFile; spot: Spot | undefined }) {
  const { t } = useTranslation()
  const now = useNow()
  const where = whereIs(t, incident, spot, now)
  const { elder } = incident
  const age = ageOf(elder?.birth_date, now)
  const gender = elder?.gender === 'female' || elder?.gender === 'male' ? t(`elders.${elder.gender}`) : ''
  const rows: [string, string][] = [
    [t('work.elder'), [elder?.name ?? t('work.sheetNone'), gender, age == null ? '' : t('common.years', { count: age }), elder?.phone].filter(Boolean).join('  ')],
    [t('elders.vital'), elder?.vital?.join('、') || t('desk.noVital')],
    [t('elders.conditions'), [elder?.conditions, elder?.reach_notes].filter(Boolean).join('  ')],
    [t('work.how'), `${word(t, 'kind', incident.kind)}  ${fullStamp(incident.pressed_at)}`],
    [t('work.said'), (incident.answers ?? []).map((a) => `${word(t, 'work.question', a.question)} ${word(t, 'work.answer', a.answer)}`).join('  ')],
    [t('work.contacts'), (elder?.contacts ?? []).map((c) => [c.name, c.relation, c.phone].filter(Boolean).join(' ')).join('；')],
  ]
  return <table className="plain-table"><tbody><Places incident={incident} where={where} />{rows.filter(([, text]) => text).map(([name, text]) => <tr key={name}><th>{name}</th><td>{text}</td></tr>)}</tbody></table>
}

/** Where the elder is comes first; the home second, marked as what it is. */
function Places({ incident, where }: { incident: IncidentFile; where: Where }) {
  const { t } = useTranslation()
  const { household } = incident
  const home = [addressOf([incident.township, incident.village, household?.group, household?.address, incident.center_name, incident.center_address]), household?.directions].filter(Boolean).join('  ')
  const called = incident.away?.home_call
  return (
    <>
      {where.lines.length > 0 && <tr className="sheet-where"><th>{t('where.title')}</th><td>{where.lines.map((line) => <p key={line}>{line}</p>)}{called && <p>{t('where.homeCall')}</p>}</td></tr>}
      {home && <tr><th>{t(where.home === 'away' ? 'where.home' : where.home === 'unsure' ? 'where.homeUnsure' : 'work.address')}</th><td>{home}</td></tr>}
    </>
  )
}

const FIELDS = ['case_no', 'meets', 'junction', 'escort', 'hospital', 'outcome'] as const
const LABELS = { case_no: 'work.caseNo', meets: 'work.meets', junction: 'work.junction', escort: 'work.escort', hospital: 'work.hospital', outcome: 'work.result' } as const

function Fields({ incident, save }: { incident: IncidentFile; save: (body: Partial<Record<(typeof FIELDS)[number], string>>) => void }) {
  const { t } = useTranslation()
  const sheet = incident.ambulance
  const [typed, setTyped] = useState<Partial<Record<(typeof FIELDS)[number], string>>>({})
  return (
    <table className="plain-table">
      <tbody>
        <tr><th>{t('work.calledAt')}</th><td className="num">{sheet ? fullStamp(sheet.called_at) : '—'}</td></tr>
        {FIELDS.map((name) => (
          <tr key={name}>
            <th><label htmlFor={`sheet-${name}`}>{t(LABELS[name])}</label></th>
            <td>
              <input
                id={`sheet-${name}`}
                className="line-input sheet-input"
                value={typed[name] ?? sheet?.[name] ?? ''}
                onChange={(e) => setTyped({ ...typed, [name]: e.target.value })}
                onBlur={() => {
                  const text = typed[name]?.trim()
                  if (text && text !== sheet?.[name]) save({ [name]: text })
                }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
