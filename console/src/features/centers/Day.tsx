import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { centersQuery, occupancyQuery, todayQuery } from '../../api/queries'
import type { OccupiedBed, Today } from '../../api/types'
import { can, useSession } from '../../app/session'
import { clock, elapsed, stamp } from '../../app/time'
import { Ago } from '../../components/age'
import { Empty, Page, Panel, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { Board } from './Board'
import { DayHouse, DayMedicine } from './DayCare'
import { KeysLink } from '../elders/KeysLink'
import './centers.css'

const CHOSEN = 'yian.center'
const KINDS = ['care_home', 'rehab', 'day_care']

/** 院长今日: the manager's day, one page that also prints. */
export function Day() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: centers, error } = useQuery(centersQuery)
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN) ?? '')
  const own = staff.center_id
  // Houses with beds first: they are what this page is about.
  const homes = KINDS.flatMap((kind) => (centers?.items ?? []).filter((c) => c.kind === kind))
  const id = own || (homes.some((c) => c.id === chosen) ? chosen : homes[0]?.id)
  const name = (centers?.items ?? []).find((c) => c.id === id)?.name
  if (!id) {
    return (
      <Page title={t('day.title')}>
        <ProblemLine error={error} />
        {centers && <div className="sheet"><Empty title={t('day.noCenter')} hint={t('day.noCenterHint')} action={<Link to="/go-live">{t('nav.golive')}</Link>} /></div>}
      </Page>
    )
  }
  const pick = own ? null : (
    <Select aria-label={t('day.choose')} showSearch={{ optionFilterProp: 'label' }} value={id} style={{ width: 240 }} options={homes.map((c) => ({ value: c.id, label: c.name }))} onChange={(value) => {
      localStorage.setItem(CHOSEN, value)
      setChosen(value)
    }} />
  )
  return <CenterDay key={id} id={id} name={name ?? ''} pick={pick} />
}

function CenterDay({ id, name, pick }: { id: string; name: string; pick: ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const today = useQuery(todayQuery(id))
  const beds = useQuery(occupancyQuery(id))
  const o = beds.data ?? today.data?.occupancy
  return (
    <Page
      title={<>{name || t('day.title')} <span className="quiet" style={{ fontSize: 15, fontWeight: 400 }}>{name && t('day.title')} {o?.on}</span></>}
      age={beds.dataUpdatedAt}
      limit={180}
      actions={<>{pick}<span className="no-print"><KeysLink /></span><Button className="no-print" onClick={() => window.print()}>{t('day.print')}</Button></>}
    >
      <ProblemLine error={beds.error ?? today.error} onRetry={() => {
        void beds.refetch()
        void today.refetch()
      }} />
      {!o && !beds.error && !today.error && <div className="sheet"><Empty title={t('common.loading')} /></div>}
      {o && (
        <p className="day-sentence">
          {o.commissioned > 0
            ? <Figures text={t('day.sentence', { inHouse: o.in_house, commissioned: o.commissioned, leave: o.on_leave, hospital: o.in_hospital, admitted: o.admitted, due: o.due_back })} />
            : t('day.noneCommissioned')}
          {o.planned + o.blocked > 0 && <span className="quiet"> {t('day.planned', { n: o.planned, b: o.blocked })}</span>}
        </p>
      )}
      <div className="day-row">
        {today.data && <Night today={today.data} />}
        {today.data && <Mismatches today={today.data} />}
        {today.data && <Shift today={today.data} />}
        {today.data && <Coming today={today.data} />}
      </div>
      <div className="day-row day-care">
        {can.medicine(staff.role) && <DayMedicine center={id} />}
        {today.data && <DayHouse today={today.data} />}
      </div>
      {o && <Board center={id} occupancy={o} />}
    </Page>
  )
}

/** A sentence whose figures stand out. */
const Figures = ({ text }: { text: string }) => <>{text.split(/(\d+(?:\/\d+)?)/).map((part, i) => (i % 2 ? <b key={i}>{part}</b> : part))}</>

/** "None" is said only if the devices spoke. */
function Night({ today }: { today: Today }) {
  const { t } = useTranslation()
  const { calls, falls, devices, devices_silent: mute } = today
  const silent = mute.length
  return (
    <Panel scrolls title={t('day.night')}>
      {devices === 0 && <p className="chip chip-amber" style={{ whiteSpace: 'normal' }}>{t('day.noDevices')}</p>}
      {calls === 0 && devices > 0 && (silent === 0 ? <p>{t('day.nothing')}</p> : <p className="chip chip-amber" style={{ whiteSpace: 'normal' }}>{t('day.nothingSilent', { n: silent, total: devices })}</p>)}
      {calls > 0 && (
        <ul className="day-list">
          <li className="num"><b>{t('day.calls', { n: calls })}</b> · {t('day.callsFast', { n: today.answered_15s, total: calls })} · {t('day.falls', { n: falls })}</li>
          {today.incidents.slice(0, 6).map((i) => (
            <li key={i.id} className="row nowrap" style={{ fontSize: 13 }}>
              <span className="num quiet">{stamp(i.pressed_at)}</span>
              <span className="ellipsis">{word(t, 'kind', i.kind)} {i.elder_name}</span>
              <span className="num quiet">{i.answered_at ? elapsed(Date.parse(i.answered_at) - Date.parse(i.pressed_at)) : t('incidentState.open')}</span>
            </li>
          ))}
        </ul>
      )}
      {devices > 0 && <p className="quiet num" style={{ marginTop: 4 }}>{t('day.silent', { n: silent, total: devices })}</p>}
    </Panel>
  )
}

const Person = ({ bed, children }: { bed: OccupiedBed; children?: ReactNode }) => (
  <li><b>{bed.elder_name || `${bed.room}-${bed.name}`}</b> <span className="num quiet">{bed.room}-{bed.name}</span> {children}</li>
)

function Mismatches({ today }: { today: Today }) {
  const { t } = useTranslation()
  // What did not speak agrees with nothing, long before it counts as silent.
  const spoke = today.occupancy.beds.filter((b) => b.state === 'commissioned' && b.device_id && b.in_bed != null).length
  const agree = spoke < today.sensors ? t('day.mismatchSome', { n: spoke, total: today.sensors }) : t('day.mismatchNone')
  const odd = [...today.mismatches, ...today.silent.filter((s) => !today.mismatches.some((m) => m.id === s.id))]
  return (
    <Panel scrolls title={t('day.mismatch')} extra={today.sensors > 0 && <span className="quiet num" style={{ fontSize: 12 }}>{t('day.sensors', { n: today.sensors })}</span>}>
      {odd.length === 0 && <p className="quiet">{today.sensors > 0 ? agree : t('day.mismatchUnknown')}</p>}
      <ul className="day-list">
        {odd.map((b) => <Person key={b.id} bed={b}>{t(`day.${(b.mismatch || 'sensor_silent') as 'sensor_silent'}`, { defaultValue: b.mismatch })} {b.in_bed_at && <span className="quiet num">{clock(b.in_bed_at)}</span>}</Person>)}
      </ul>
    </Panel>
  )
}

function Shift({ today }: { today: Today }) {
  const { t } = useTranslation()
  return (
    <Panel scrolls title={t('day.shift')} extra={today.staff_on.length > 0 && <span className="quiet" style={{ fontSize: 12 }}>{t('day.seen')}</span>}>
      {today.staff_on.length === 0 && <p className="quiet">{t('day.shiftNone')}<br />{t('day.shiftNoneHint')}</p>}
      <ul className="day-list">{today.staff_on.map((s) => <li key={s.id} className="row"><b className="ellipsis">{s.name}</b><span className="quiet nowrap">{t(`role.${s.role}`)}</span><span className="grow" /><span className="quiet"><Ago at={s.last_seen_at} /></span></li>)}</ul>
      {Object.keys(today.orders).length > 0 && <p className="chips" style={{ marginTop: 6 }}>{Object.entries(today.orders).map(([service, n]) => <span key={service} className="chip num">{word(t, 'service', service)} {n}</span>)}</p>}
    </Panel>
  )
}

function Coming({ today }: { today: Today }) {
  const { t } = useTranslation()
  const { due_back: due, overdue, deceased } = today
  return (
    <Panel scrolls title={t('day.dueBack')}>
      {due.length + overdue.length + deceased.length === 0 && <p className="quiet">{t('day.dueBackNone')}</p>}
      <ul className="day-list">
        {overdue.map((b) => <Person key={b.id} bed={b}><span className="chip chip-amber num">{t('day.overdue')} {stamp(b.return_at)}</span></Person>)}
        {due.map((b) => <Person key={b.id} bed={b}><span className="quiet num">{stamp(b.return_at)}</span></Person>)}
        {deceased.map((b) => <Person key={b.id} bed={b}><span className="chip">{t('whereabouts.deceased')}</span></Person>)}
      </ul>
    </Panel>
  )
}
