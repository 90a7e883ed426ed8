import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from 'antd'
import type { IncidentFile } from '../../api/types'
import { Key, ProblemLine } from '../../components/parts'
import { useNow } from '../../app/clock'
import { Dial } from '../phone/Dial'
import { word } from '../../i18n/word'
import type { Act } from './act'
import { useKeys } from './keys'
import { readOut } from './readOut'
import { numbersFor, whoseNumber } from './scene'
import { ForcedPanel, LostPanel, RefusedPanel } from './SceneRow'

type Panel = 'refused' | 'lost' | 'forced' | 'talk' | 'key_holder' | '120' | '119' | '110' | 'seen' | 'handed_over' | null

/** The actions, always in the same place, each with its key. A panel opens inline, never over anything. */
export function Actions({ incident, act, onSend }: { incident: IncidentFile; act: Act; onSend: () => void }) {
  const { t } = useTranslation()
  const [panel, setPanel] = useState<Panel>(null)
  const toggle = (next: Panel) => () => setPanel((old) => (old === next ? null : next))
  const done = () => setPanel(null)
  const over = incident.state === 'closed'

  const heard = () => void act.act('contact', { how: 'heard' })
  const noAnswer = () => void act.act('no_answer')
  const escalate = () => void act.act('escalate')
  const on = (handler: () => void) => (over ? undefined : handler)
  useKeys({
    1: on(toggle('talk')), 2: on(toggle('key_holder')), 3: on(onSend), 4: on(toggle('120')), 5: on(toggle('119')), 6: on(toggle('110')),
    7: on(heard), 8: on(toggle('seen')), 9: on(noAnswer), 0: on(toggle('handed_over')), 'Alt+Z': on(escalate), 'Alt+H': on(toggle('refused')), 'Alt+W': on(toggle('lost')), 'Alt+M': on(toggle('forced')), Escape: panel ? done : undefined,
  })
  if (over) return null

  return (
    <div className="actions">
      <div className="actions-grid">
        <Do keys="1" on={panel === 'talk'} onClick={toggle('talk')}>{t('desk.talk')}</Do>
        <Do keys="2" on={panel === 'key_holder'} onClick={toggle('key_holder')}>{t('desk.keyHolder')}</Do>
        <Do keys="3" strong onClick={onSend}>{t('desk.send')}</Do>
        <Do keys="4" on={panel === '120'} onClick={toggle('120')}>{t('desk.ambulance')}</Do>
        <Do keys="5" on={panel === '119'} onClick={toggle('119')}>{t('desk.fire')}</Do>
        <Do keys="6" on={panel === '110'} onClick={toggle('110')}>{t('desk.police')}</Do>
        <Do keys="7" onClick={heard}>{t('desk.heard')}</Do>
        <Do keys="8" on={panel === 'seen'} onClick={toggle('seen')}>{t('desk.seen')}</Do>
        <Do keys="9" onClick={noAnswer}>{t('desk.noAnswer')}</Do>
        <Do keys="0" on={panel === 'handed_over'} onClick={toggle('handed_over')}>{t('desk.handed')}</Do>
        <Do keys="Alt Z" wide onClick={escalate}>{t('desk.escalate')}</Do>
        <Do keys="Alt H" wide low on={panel === 'refused'} onClick={toggle('refused')}>{t('scene.refuse')}</Do>
        <Do keys="Alt W" wide low on={panel === 'lost'} onClick={toggle('lost')}>{t('scene.lost')}</Do>
        <Do keys="Alt M" wide low on={panel === 'forced'} onClick={toggle('forced')}>{t('scene.forced')}</Do>
      </div>
      {panel === 'refused' && <RefusedPanel incident={incident} act={act} onDone={done} />}
      {panel === 'lost' && <LostPanel act={act} onDone={done} />}
      {panel === 'forced' && <ForcedPanel incident={incident} act={act} onDone={done} />}
      {panel === 'talk' && <TalkPanel incident={incident} act={act} onDone={done} />}
      {panel === 'key_holder' && <HelpPanel what="key_holder" incident={incident} act={act} onDone={done} />}
      {(panel === '120' || panel === '119' || panel === '110') && <HelpPanel key={panel} what={panel} incident={incident} act={act} onDone={done} />}
      {(panel === 'seen' || panel === 'handed_over') && <WhoPanel key={panel} how={panel} act={act} onDone={done} />}
      <ProblemLine error={act.error} />
    </div>
  )
}

function Do({ keys, children, onClick, on, strong, wide, low }: { keys?: string; children: ReactNode; onClick: () => void; on?: boolean; strong?: boolean; wide?: boolean; low?: boolean }) {
  return (
    <button type="button" className="do" data-on={on} data-strong={strong} data-wide={wide} data-low={low} aria-expanded={on} aria-keyshortcuts={keys?.replace(' ', '+')} onClick={onClick}>
      <span>{children}</span>
      {keys && <Key>{keys}</Key>}
    </button>
  )
}

interface PanelProps { incident: IncidentFile; act: Act; onDone: () => void }

function TalkPanel({ incident, act, onDone }: PanelProps) {
  const { t } = useTranslation()
  const host = incident.away?.phone
  const phone = incident.elder?.phone || incident.household?.phone
  const reach = incident.elder?.reach ?? incident.reach
  const way = reach === 'device' ? 'device' : reach === 'message' ? 'message' : 'call'
  const record = (result: 'answered' | 'no_answer') => async () => {
    if (await act.act('attempt', { way, result })) onDone()
  }
  return (
    <div className="act-panel" role="group" aria-label={t('desk.talkTitle')}>
      {host && <><b>{t(whoseNumber(incident.away))}</b><a className="act-number num" href={`tel:${host}`}>{host}</a><Dial number={host} elder={incident.elder_id ?? undefined} incident={incident.id} onResult={(spoken) => spoken && onDone()} /></>}
      <span>{t(`desk.way_${way}`)}</span>
      {phone ? <a className="act-number num" href={`tel:${phone}`}>{phone}</a> : <span className="quiet">{t('common.noPhone')}</span>}
      {phone && <Dial number={phone} elder={incident.elder_id ?? undefined} incident={incident.id} onResult={(spoken) => spoken && onDone()} />}
      {reach === 'send' && <span className="chip chip-vital">{t('phone.reachSend')}</span>}
      <span className="grow" />
      <Button autoFocus type="primary" onClick={record('answered')}>{t('desk.answered')}</Button>
      <Button onClick={record('no_answer')}>{t('desk.notAnswered')}</Button>
    </div>
  )
}

function HelpPanel({ what, incident, act, onDone }: PanelProps & { what: 'key_holder' | '120' | '119' | '110' }) {
  const { t } = useTranslation()
  const home = incident.household
  const holder = home?.key_holder_name
  const numbers = what === 'key_holder' ? [home?.key_holder_phone].filter((n) => n !== undefined) : numbersFor(what, incident.away)
  const now = useNow()
  const read = readOut(t, incident, now)
  const record = async () => {
    const note = what === 'key_holder' && holder ? holder : undefined
    if (await act.act('help', { what, note })) onDone()
  }
  const coming = incident.help?.includes(what) ?? false
  const failed = async () => {
    if (await act.act('help', { what, failed: true })) onDone()
  }
  const title = what === 'key_holder' ? holder || t('elders.keyHolderNone') : t('desk.dialTitle', { what: '' })
  return (
    <div className="act-panel" role="group" aria-label={t('desk.dialTitle', { what: word(t, 'help', what) })}>
      <span>{title}</span>
      {numbers.map((number) => <a key={number} className="act-number num" href={`tel:${number.replace('-', '')}`}>{number}</a>)}
      <span className="grow" />
      {coming && <Button onClick={failed}>{t('desk.notComing')}</Button>}
      <Button autoFocus type="primary" onClick={record}>{t('desk.dialed')}</Button>
      {what === '120' && <Link to="/ambulance" search={{ incident: incident.id, print: true }} className="ant-btn sheet-link">{t('work.sheetPrint')}</Link>}
      {what !== 'key_holder' && <p className="act-read"><b>{t('desk.readOut')}</b> {read}</p>}
    </div>
  )
}

function WhoPanel({ how, act, onDone }: Omit<PanelProps, 'incident'> & { how: 'seen' | 'handed_over' }) {
  const { t } = useTranslation()
  const [who, setWho] = useState('')
  const record = async () => {
    if (who.trim() && await act.act('contact', { how, who: who.trim() })) onDone()
  }
  const label = t(how === 'seen' ? 'desk.seenTitle' : 'desk.handedTitle')
  return (
    <form className="act-panel" onSubmit={(event) => {
      event.preventDefault()
      void record()
    }}>
      <label htmlFor={`who-${how}`}>{label}</label>
      <input id={`who-${how}`} className="line-input grow" autoFocus value={who} onChange={(e) => setWho(e.target.value)} />
      <Button htmlType="submit" type="primary" disabled={!who.trim()}>{t('desk.record')}</Button>
    </form>
  )
}
