import { MutedOutlined, SoundOutlined, WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/http'
import { deskQuery } from '../../api/queries'
import { serverNow, useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { clock, elapsed } from '../../app/time'
import { Key } from '../../components/parts'
import { Lamp } from '../../components/marks'
import { word } from '../../i18n/word'
import { bell } from '../../live/tones'
import { LiveCalls } from '../phone/LiveCalls'
import { useDuty } from './duty'
import { useKeys } from './keys'
import type { Lists } from './queue'

const TESTED = 'yian.sound.tested'

/** Who is on duty, seat, server clock, lamps, sound, reinforcement. */
export function Strip() {
  const { t } = useTranslation()
  const now = useNow()
  const duty = useDuty()
  const { data: desk } = useQuery(deskQuery)
  const [seat, setSeat] = useState(duty.seat || t('desk.seatDefault'))
  const [tested, setTested] = useState(() => localStorage.getItem(TESTED))
  const [called, setCalled] = useState(false)

  const begin = () => duty.begin(seat)
  const reinforce = () => void api.POST('/api/v1/desk/reinforce').then(() => {
    setCalled(true)
    setTimeout(() => setCalled(false), 8_000)
  }).catch(() => undefined)
  const test = async () => {
    await bell.unlock()
    bell.test()
    const at = new Date(serverNow()).toISOString()
    localStorage.setItem(TESTED, at)
    setTested(at)
  }
  useKeys({ 'Alt+Y': reinforce, F4: duty.on ? undefined : begin })

  return (
    <div className="strip">
      {duty.on
        ? <Button size="small" onClick={duty.end}>{t('desk.end')}</Button>
        : (
          <>
            <input className="seat" aria-label={t('desk.seat')} value={seat} onChange={(e) => setSeat(e.target.value)} />
            <Button size="small" type="primary" onClick={begin}>{t('desk.begin')} <Key>F4</Key></Button>
          </>
        )}
      <span className="strip-duty ellipsis">
        {Boolean(desk?.on_duty?.length) && <span className="quiet">{t('desk.onDuty')} </span>}
        {desk?.on_duty?.length ? desk.on_duty.map((d) => `${d.name}${d.seat ? `（${d.seat}）` : ''}${d.absent ? ` ${t('roster.wake.absentMark')}` : ''}`).join('、') : <b>{t('desk.nobody')}</b>}
      </span>
      <span className="grow" />
      {/* Not before their state is known: "not set up" would be a guess. */}
      {desk && ['telephony', 'sms', 'devices', 'database'].map((name) => {
        const lamp = desk.lamps.find((l) => l.name === name)
        return <Lamp key={name} state={lamp?.state ?? 'none'} label={word(t, 'lamp', name)} title={lamp?.detail} />
      })}
      <Button size="small" icon={<SoundOutlined aria-hidden />} onClick={test}>{tested ? t('desk.soundTested', { at: clock(tested).slice(0, 5) }) : t('desk.soundNever')}</Button>
      <Button size="small" onClick={reinforce}>{called ? t('desk.reinforced') : t('desk.reinforce')} <Key>Alt Y</Key></Button>
      <time className="strip-clock num">{clock(now)}</time>
    </div>
  )
}

/** The platform's own state is an alarm. */
export function Bars() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const duty = useDuty()
  const { data: desk } = useQuery(deskQuery)
  const down = (desk?.lamps ?? []).filter((lamp) => lamp.state === 'down')
  const rings = desk?.lamps.some((lamp) => lamp.name === 'telephony' && lamp.state === 'up')
  return (
    <>
      {!duty.on && !desk?.unattended && staff.role === 'operator' && <div className="bar bar-amber" role="status">{t('desk.notOnDuty')}</div>}
      {duty.on && duty.sound === 'locked' && <div className="bar bar-alarm" role="alert"><MutedOutlined aria-hidden /> {t('desk.soundLocked')}</div>}
      {duty.on && duty.sound === 'none' && <div className="bar bar-alarm" role="alert"><MutedOutlined aria-hidden /> {t('desk.soundNone')}</div>}
      {desk?.unattended && <div className="bar bar-alarm" role="alert"><WarningOutlined aria-hidden /> {t(rings ? 'link.unattended' : 'link.unheard')}{!duty.on && ` · ${t('desk.notOnDuty')}`}</div>}
      {down.length > 0 && <div className="bar bar-alarm" role="alert"><WarningOutlined aria-hidden /> {t('link.down', { names: down.map((lamp) => word(t, 'lamp', lamp.name)).join('、') })}{desk?.substitute_phones && ` · ${t('link.substitute', { phones: desk.substitute_phones })}`}</div>}
    </>
  )
}

/** One line of figures: what waits, and whom nobody has told yet. */
export function Counts({ lists }: { lists: Lists }) {
  const { t } = useTranslation()
  const { live_at } = useSession()
  const now = useNow()
  const { data: desk } = useQuery(deskQuery)
  const oldest = Math.min(...lists.waiting.map((i) => Date.parse(i.pressed_at)))
  const all = [...lists.waiting, ...lists.mine, ...lists.others]
  const late = all.filter((i) => i.late_seconds > 0).length
  const unaware = all.filter((i) => i.elder_knows === false).length
  return (
    <div className="counts">
      <span data-hot={lists.waiting.length > 0}>{t('desk.waiting')} <b className="num">{lists.waiting.length}</b>{lists.waiting.length > 0 && <i className="num"> {t('desk.oldest')} {elapsed(now - oldest)}</i>}</span>
      <span>{t('desk.mine')} <b className="num">{lists.mine.length}</b></span>
      <Link to="/desk" search={{ missed: true }} className="counts-link" data-hot={Boolean(desk?.missed_overdue)}>
        {t('desk.missed')} <b className="num">{desk?.missed_calls ?? 0}</b>
        {Boolean(desk?.missed_overdue) && <i className="num"> {t('phone.overdueN', { n: desk?.missed_overdue })}</i>}
      </Link>
      <span>{t('desk.late')} <b className="num">{desk?.late ?? late}</b></span>
      <span data-warm={unaware > 0}>{t('desk.unaware')} <b className="num">{desk?.elder_unaware ?? unaware}</b></span>
      {Boolean(desk?.missing) && <Link to="/orders" className="counts-link" data-hot={true}>{t('visits.missing.title')} <b className="num">{desk?.missing}</b></Link>}
      {Boolean(desk?.to_decide) && <Link to="/orders" search={{ view: 'aside' }} className="link-plain">{t('aside.desk')} <b className="num">{desk?.to_decide}</b></Link>}
      {Boolean(desk?.tickets_overdue) && <Link to="/tickets" className="link-plain">{t('hotline.desk.overdue')} <b className="num">{desk?.tickets_overdue}</b></Link>}
      {Boolean(desk?.follow_ups_late) && <Link to="/tickets/follow-ups" className="link-plain">{t('hotline.desk.calls')} <b className="num">{desk?.follow_ups_late}</b></Link>}
      {!live_at && <span className="chip">{t('desk.trial')}</span>}
      <LiveCalls />
    </div>
  )
}
