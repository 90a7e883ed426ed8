import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { closedIncidentsQuery, deskIncidentsQuery } from '../../api/queries'
import { useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { clock, stamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Empty, Key, Panel, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { Before } from '../phone/Before'
import { CallFile } from '../phone/CallFile'
import { EnterCall } from '../phone/EnterCall'
import { Missed } from '../phone/Missed'
import { useDuty } from './duty'
import './desk.css'
import { File } from './File'
import { Keys } from './Keys'
import { useKeys } from './keys'
import { Paper } from './Paper'
import { Promised } from './Promised'
import { mostUrgent, placeOf, split } from './queue'
import { QueueList } from './Queue'
import { Side } from './Side'
import { ChainBar } from './Wake'
import { Bars, Counts, Strip } from './Strip'

/** 值守台: the whole desk in one window, by keyboard. */
export function Desk() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const duty = useDuty()
  const navigate = useNavigate()
  const now = useNow()
  const { incident: selected, call, missed } = useSearch({ from: '/shell/desk' })
  const { data, error, refetch, dataUpdatedAt } = useQuery(deskIncidentsQuery)
  const [sendAt, setSendAt] = useState(0)

  const lists = split(data?.items ?? [], staff.id, now)
  const first = data && mostUrgent(data.items, staff.id, now)
  // What was clicked counts before the address says so: a key right behind the click must not be lost.
  const [aim, setAim] = useState<{ id?: string; over?: string }>({ over: selected })
  if (aim.over !== selected) setAim({ over: selected })
  const pick = (id: string) => {
    setAim({ id, over: selected })
    void navigate({ to: '/desk', search: { incident: id } })
  }
  const answerChosen = () => {
    const incident = data?.items.find((i) => i.id === (aim.id ?? selected))
    if (incident && (incident.state === 'open' || incident.ringing)) void duty.answer(incident.id)
  }

  const all = [...lists.waiting, ...lists.mine]
  const step = (by: number) => () => {
    const at = all.findIndex((incident) => incident.id === selected)
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]
    if (next) pick(next.id)
  }
  useKeys({ 'Alt+ArrowDown': step(1), 'Alt+ArrowUp': step(-1), 'Alt+A': answerChosen })

  return (
    <div className="desk">
      <h1 className="hidden-visually">{t('desk.title')}</h1>
      <Strip />
      <Bars />
      <ChainBar />
      <Counts lists={lists} />
      <div className="desk-body">
        <section className="desk-queue" aria-label={t('desk.queue')}>
          <div className="queue-pane queue-pane-waiting">
            <div className="desk-title"><h2>{t('desk.waiting')}</h2><span className="num">{lists.waiting.length}</span><span className="grow" /><Key>Alt ↑↓</Key><DataAge at={dataUpdatedAt} limit={60} /></div>
            {duty.lost && (
              <div className="lost" role="alert">
                <span className="grow"><b>{t('desk.lost', { name: duty.lost.winner })}</b> <span className="num">{clock(duty.lost.at)}</span> {duty.lost.incident?.elder_name}</span>
                <button type="button" onClick={duty.forget} aria-label={t('common.close')}>×</button>
              </div>
            )}
            <ProblemLine error={error ?? duty.failure} onRetry={() => void refetch()} />
            <QueueList incidents={lists.waiting} selected={selected} first={first?.id} onPick={pick} list="waiting" label={t('desk.waiting')} empty={data ? t('desk.waitingEmpty') : t('common.loading')} />
          </div>
          {/* In its own pane: what waits never pushes away what is in hand. */}
          <div className="queue-pane queue-pane-mine">
            <Promised incidents={data?.items ?? []} selected={selected} onPick={pick} />
            <div className="desk-title"><h2>{t('desk.mine')}</h2><span className="num">{lists.mine.length}</span></div>
            <QueueList incidents={lists.mine} selected={selected} first={first?.id} onPick={pick} list="mine" label={t('desk.mine')} empty={t('desk.mineEmpty')} />
            {lists.others.length > 0 && (
              <details className="desk-others">
                <summary>{t('desk.others')} <span className="num">{lists.others.length}</span></summary>
                <QueueList incidents={lists.others} selected={selected} onPick={pick} list="others" label={t('desk.others')} empty={null} />
              </details>
            )}
          </div>
        </section>
        <section className="desk-file" aria-label={t('desk.current')}>
          {selected
            ? <File key={selected} id={selected} first={first?.id === selected} onSend={() => setSendAt((n) => n + 1)} />
            : call ? <CallFile key={call} id={call} /> : missed ? <Missed /> : <Idle onPick={pick} />}
        </section>
        <aside className="desk-side" aria-label={t('desk.side')}>
          {selected ? <Side key={selected} id={selected} sendAt={sendAt} /> : call ? <Before key={call} id={call} /> : <Keys />}
        </aside>
      </div>
    </div>
  )
}

/** Nothing in hand: what was closed lately, which may be taken up again within 24 h. */
function Idle({ onPick }: { onPick: (id: string) => void }) {
  const { t } = useTranslation()
  const { data, dataUpdatedAt } = useQuery(closedIncidentsQuery)
  const closed = (data?.items ?? []).slice(0, 10)
  return (
    <div className="idle">
      <Empty title={t('desk.pick')} hint={t('desk.pickHint')} />
      <nav className="row wrap desk-papers" aria-label={t('work.shift')}>
        <EnterCall />
        <Paper />
        <Link to="/shift" className="ant-btn">{t('work.shift')}</Link>
        <Link to="/roster" search={{}} className="ant-btn">{t('roster.title')}</Link>
        <Link to="/emergency-book" className="ant-btn">{t('work.book')}</Link>
        <Link to="/damages" className="ant-btn">{t('scene.damages')}</Link>
        <Link to="/nuisances" className="ant-btn">{t('phone.nuisanceTitle')}</Link>
      </nav>
      {closed.length > 0 && (
        <Panel title={t('overview.recent')} extra={<DataAge at={dataUpdatedAt} limit={600} />}>
          <ul className="stack" style={{ gap: 6 }}>
            {closed.map((i) => (
              <li key={i.id} className="row">
                <span className="num quiet nowrap">{stamp(i.closed_at)}</span>
                <button type="button" className="link-button ellipsis" onClick={() => onPick(i.id)}>{word(t, 'kind', i.kind)} {i.elder_name}</button>
                <span className="ellipsis grow quiet">{placeOf(i)}</span>
                <span className="quiet nowrap">{word(t, 'outcome', i.outcome)}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}
