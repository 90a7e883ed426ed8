import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Today } from '../../api/types'
import { serverNow } from '../../app/clock'
import { day, elapsed, nearDay, shanghai, stamp } from '../../app/time'
import { Panel, ProblemLine } from '../../components/parts'
import { OrderMark } from '../../components/marks'
import { word } from '../../i18n/word'
import { medicineDayQuery, type Dose, type MedicineLine } from './medicine'

/** How many names one line of the manager's day holds. */
const NAMES = 8

/** 今日用药: by name, on the manager's page. A line here, never an alarm on the hotline. */
export function DayMedicine({ center }: { center: string }) {
  const { t } = useTranslation()
  const { data: d, error } = useQuery(medicineDayQuery(center))
  const now = serverNow()
  return (
    <Panel scrolls title={t('carehome.today.title')} extra={<Link to="/medicine" className="no-print">{t('carehome.today.open')}</Link>}>
      <ProblemLine error={error} />
      {d && (
        <ul className="day-list day-medicine">
          <li className="num">{t('carehome.today.sum', { due: d.due, given: d.given })}</li>
          {d.missed.length + d.refused.length === 0 && <li className="quiet">{t('carehome.today.none')}</li>}
          <Names word={t('carehome.today.missed')} amber list={d.missed.map((x) => name(x, x.auto ? '' : x.reason))} />
          <Names word={t('carehome.today.refused')} list={d.refused.map((x) => name(x, x.reason))} />
          <Names word={t('carehome.today.late')} amber list={d.late.map((x) => name(x, elapsed(now - Date.parse(x.due_at)).replace(/:\d\d$/, '')))} />
          <Names word={t('carehome.today.checking')} amber list={d.checking.map((x) => name(x))} />
          <Names word={t('carehome.today.low')} list={d.low.map((m) => stock(m, m.days_left == null ? `${m.stock} ${m.unit ?? ''}` : t('carehome.today.days', { n: Math.floor(m.days_left) })))} />
          <Names word={t('carehome.today.left')} list={d.left.map((m) => stock(m, `${m.stock} ${m.unit ?? ''}`))} />
        </ul>
      )}
    </Panel>
  )
}

/** Last night's dose is on this morning's page: its clock alone would read as tonight's. */
const when = (d: Dose) => (nearDay(d.due_at, serverNow()) === 'today' ? d.clock : stamp(d.due_at))
const name = (d: Dose, more?: string) => <><b>{d.elder_name}</b> <span className="num">{when(d)}</span> {d.name}{more && <span className="quiet"> {more}</span>}</>
const stock = (m: MedicineLine, more: string) => <><b>{m.elder_name}</b> {m.name} <span className="quiet num">{more}</span></>

function Names({ word: label, list, amber }: { word: string; list: ReactNode[]; amber?: boolean }) {
  const { t } = useTranslation()
  if (list.length === 0) return null
  return (
    <>
      {list.slice(0, NAMES).map((one, i) => <li key={i}><span className={`chip ${amber ? 'chip-amber' : ''}`}>{label}</span> {one}</li>)}
      {list.length > NAMES && <li className="quiet num">{label} {t('carehome.today.more', { n: list.length - NAMES })}</li>}
    </>
  )
}

/** Baths of today, tomorrow's meals by diet, and what the kitchen kept. */
export function DayHouse({ today }: { today: Today }) {
  const { t } = useTranslation()
  const { baths, tomorrow } = today
  return (
    <>
      <Panel scrolls title={t('carehome.today.baths')}>
        {baths.length === 0 && <p className="quiet">{t('carehome.today.bathsNone')}</p>}
        <ul className="day-list">{baths.map((b) => <li key={b.order_id}><b>{b.elder_name}</b> <span className="num quiet">{b.clock} {b.worker_name}</span> <OrderMark state={b.state} /></li>)}</ul>
      </Panel>
      <Panel scrolls title={t('carehome.today.meals')} extra={<span className="quiet num" style={{ fontSize: 12 }}>{tomorrow.day.slice(5)}</span>}>
        <p className="num">{t('carehome.today.mealsSum', { residents: tomorrow.residents, orders: tomorrow.orders })}</p>
        {tomorrow.tags.length === 0 && <p className="quiet">{t('carehome.today.mealsNone')}</p>}
        <p className="chips day-diets">{tomorrow.tags.map((d) => <span key={d.diet} className={`chip num ${d.keeps ? '' : 'chip-alarm'}`}>{t(`plans.diet.${d.diet}`)} {d.residents + d.orders}{!d.keeps && ` ${t('carehome.today.cannot')}`}</span>)}</p>
        {tomorrow.tags.filter((d) => d.diet === 'allergy' && d.names.length > 0).map((d) => <p key={d.diet}><b>{t('plans.diet.allergy')}</b> {d.names.join('、')}</p>)}
        <Samples today={today} />
      </Panel>
    </>
  )
}

function Samples({ today }: { today: Today }) {
  const { t } = useTranslation()
  const { samples_missing: missing, samples_ripe: ripe } = today
  const now = day(shanghai(serverNow()))
  return (
    <ul className="day-list" style={{ marginTop: 6 }}>
      {missing.length === 0 && <li className="quiet">{t('carehome.today.samples')} · {t('carehome.today.samplesOk')}</li>}
      {missing.map((m) => <li key={m.day + m.meal}><span className="chip chip-amber">{t('carehome.today.samplesMissing', { day: m.day === now ? t('carehome.today.todayWord') : t('carehome.today.yesterday'), meal: word(t, 'carehome.samples.meal', m.meal) })}</span></li>)}
      {ripe > 0 && <li className="quiet num">{t('carehome.today.samplesRipe', { n: ripe })}</li>}
    </ul>
  )
}
