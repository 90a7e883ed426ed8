import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { elderQuery, latestQuery, ordersQuery, ticketsQuery } from '../../api/queries'
import type { ElderFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { ageOf, stamp } from '../../app/time'
import { addressOf } from '../../components/address'
import { Ago } from '../../components/age'
import { OrderMark, ReachMark } from '../../components/marks'
import { Empty, Page, Panel, ProblemLine } from '../../components/parts'
import { usePlaceNames } from '../../components/pick'
import { TicketMark } from '../tickets/marks'
import { word } from '../../i18n/word'
import { DoorSign } from '../visits/DoorSign'
import { RecentVisits } from '../visits/RecentVisits'
import { SensesChips } from '../sentences/SensesChips'
import { SensesPanel } from '../sentences/SensesPanel'
import { ElderPlans } from '../plans/ElderPlans'
import { ContactsPanel } from './ContactsPanel'
import { Curves } from './Curves'
import { FamilyPanel } from './FamilyPanel'
import { FencePanel } from './FencePanel'
import { KeysPanel } from './KeysPanel'
import { RecordForm } from './RecordForm'
import { WhereaboutsPanel } from './WhereaboutsPanel'
import { WishesPanel } from './WishesPanel'

export function ElderPage() {
  const { t } = useTranslation()
  const now = useNow()
  const navigate = useNavigate()
  const { staff } = useSession()
  const { id } = useParams({ from: '/shell/elders/$id' })
  const { data: elder, error, refetch, dataUpdatedAt } = useQuery(elderQuery(id))
  if (!elder) return <Page title={t('elders.title')}>{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</Page>
  const age = ageOf(elder.birth_date, now)
  return (
    <Page
      age={dataUpdatedAt}
      limit={300}
      title={<span className="row wrap"><Link to="/elders" className="link-plain" aria-label={t('common.back')}>←</Link>{elder.name}{elder.nickname && <span className="quiet" style={{ fontSize: 15, fontWeight: 400 }}>“{elder.nickname}”</span>}<span className="quiet num" style={{ fontSize: 15, fontWeight: 400 }}>{age != null && t('common.years', { count: age })} {elder.gender ? t(`elders.${elder.gender as 'female'}`) : ''}</span></span>}
      actions={can.orders(staff.role) && <Button type="primary" onClick={() => void navigate({ to: '/orders', search: { new: true, elder: id } })}>{t('orders.new')}</Button>}
    >
      <div className="columns">
        <div className="span-4 stack">
          <RecordPanel elder={elder} />
          <ContactsPanel elder={elder} />
          {elder.household_id && <KeysPanel household={elder.household_id} />}
          <WhereaboutsPanel elder={elder} />
          <FencePanel elder={elder} />
          <SensesPanel elder={elder} />
          <WishesPanel elder={elder} />
          <FamilyPanel elder={elder} />
        </div>
        <div className="span-8 stack">
          <Curves id={id} />
          <ElderPlans id={id} />
          <div className="columns">
            <div className="span-7"><DevicesPanel elder={elder} /></div>
            <div className="span-5 stack"><OrdersPanel id={id} /><RecentVisits elder={id} />{can.tickets(staff.role) && <TicketsPanel id={id} />}</div>
          </div>
        </div>
      </div>
    </Page>
  )
}

function RecordPanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const places = usePlaceNames()
  const { staff } = useSession()
  const [editing, setEditing] = useState(false)
  const home = elder.household
  if (editing) return <Panel title={t('elders.record')}><RecordForm elder={elder} onDone={() => setEditing(false)} /></Panel>
  return (
    <Panel title={t('elders.record')} extra={can.registry(staff.role) && <Button size="small" onClick={() => setEditing(true)}>{t('elders.edit')}</Button>}>
      <div className="row wrap" style={{ marginBottom: 8, fontSize: 15 }}>
        <ReachMark reach={elder.reach} />
        {elder.phone && <a className="num" href={`tel:${elder.phone}`}>{elder.phone}</a>}
        {elder.reach_notes}
        <SensesChips senses={elder.senses} />
      </div>
      {elder.vital?.length || elder.mains || home?.hazards?.length ? <div className="chips" style={{ marginBottom: 10 }}>{(elder.vital ?? []).map((v) => <span key={v} className="chip chip-vital">{v}</span>)}{elder.mains && <span className="chip chip-vital">{t('elders.mainsShort')}</span>}{(home?.hazards ?? []).map((h) => <span key={h} className="chip chip-info">{t(`plans.outreach.hazard.${h}`)}</span>)}</div> : null}
      <dl className="facts">
        <dt>{t('elders.village')}</dt><dd>{places.region(elder.region_id)}</dd>
        {elder.center_id && <><dt>{t('common.center')}</dt><dd>{places.center(elder.center_id)}</dd></>}
        {home?.directions && <><dt>{t('desk.directions')}</dt><dd><b>{home.directions}</b></dd></>}
        {home && <><dt>{t('elders.address')}</dt><dd>{addressOf([home.group, home.address])}</dd></>}
        <dt>{t('elders.keyHolder')}</dt><dd>{home?.key_holder_name ? <>{home.key_holder_name} <a className="num" href={`tel:${home.key_holder_phone}`}>{home.key_holder_phone}</a></> : <span className="quiet">{t('elders.keyHolderNone')}</span>}</dd>
        {home?.station_id && <><dt>{t('elders.station')}</dt><dd>{places.center(home.station_id)}</dd></>}
        <dt>{t('elders.conditions')}</dt><dd>{elder.conditions || <span className="quiet">—</span>}</dd>
        {elder.diet_tags?.length ? <><dt>{t('elders.diet')}</dt><dd>{elder.diet_tags.join('、')}</dd></> : null}
        {elder.birth_date && <><dt>{t('elders.born')}</dt><dd className="num">{elder.birth_date}</dd></>}
      </dl>
      {elder.household_id && can.registry(staff.role) && <DoorSign household={elder.household_id} />}
    </Panel>
  )
}

function DevicesPanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const { data } = useQuery(latestQuery(elder.id))
  const devices = elder.devices ?? []
  const battery = new Map((data?.items ?? []).filter((r) => r.metric === 'battery').map((r) => [r.device_id, r.value]))
  return (
    <Panel title={t('elders.devices')}>
      {devices.length === 0 && <Empty title={t('elders.noDevices')} hint={t('elders.noDevicesHint')} action={<Link to="/devices">{t('devices.new')}</Link>} />}
      <ul className="stack" style={{ gap: 6 }}>
        {devices.map((d) => {
          const level = d.liveness?.battery ?? battery.get(d.id)
          return (
            <li key={d.id} className="row wrap" title={d.id}>
              <span className={`dot dot-${d.liveness?.online ? 'up' : d.liveness ? 'down' : 'none'}`} aria-hidden="true" />
              <b>{word(t, 'deviceKind', d.kind)}</b>
              <span className="quiet">{d.location}</span>
              {level != null && <span className={`chip num ${level < 20 ? 'chip-amber' : ''}`}>{t('devices.battery')} {Math.round(level)}%</span>}
              <span className="grow" />
              {d.liveness && <span className="quiet">{d.liveness.online ? t('devices.online') : t('devices.offline')} · <Ago at={d.liveness.seen_at} /></span>}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

function OrdersPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(ordersQuery({ elder_id: id }))
  const rows = (data?.items ?? []).slice(0, 8)
  return (
    <Panel title={t('elders.recentOrders')}>
      {data && rows.length === 0 && <p className="quiet">{t('orders.empty')}</p>}
      <ul className="stack" style={{ gap: 6 }}>
        {rows.map((o) => (
          <li key={o.id} className="row">
            <OrderMark state={o.state} />
            <Link to="/orders" search={{ order: o.id }} className="link-plain">{t(`service.${o.service}`)}</Link>
            <span className="quiet num">{stamp(o.created_at)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What was asked, complained of or praised about the elder, as far as whoever looks may see it. */
function TicketsPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(ticketsQuery({ elder_id: id }))
  const rows = (data?.items ?? []).slice(0, 8)
  if (rows.length === 0) return null
  return (
    <Panel title={t('elders.recentTickets')}>
      <ul className="stack" style={{ gap: 6 }}>
        {rows.map((one) => (
          <li key={one.id} className="row">
            <TicketMark state={one.state} />
            <Link to="/tickets" search={{ ticket: one.id }} className="link-plain">{t(`hotline.kind.${one.kind}`)}</Link>
            {one.overdue && <span className="chip chip-alarm">{t('hotline.overdue')}</span>}
            <span className="quiet num">{stamp(one.opened_at)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
