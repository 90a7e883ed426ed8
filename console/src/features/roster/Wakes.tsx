import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fullStamp, stamp } from '../../app/time'
import { Empty, ProblemLine, Ratio } from '../../components/parts'
import { word } from '../../i18n/word'
import { wakesQuery, type Wake } from './queries'
import { RosterPage } from './RosterPage'

/** 夜间应答: whether whoever sat alone at night answered, and what followed when not. */
export function Wakes() {
  const { t } = useTranslation()
  const [days, setDays] = useState(7)
  const [only, setOnly] = useState(false)
  const { data, error, refetch, dataUpdatedAt } = useQuery(wakesQuery(days))
  const list = data?.items ?? []
  const answered = list.filter((w) => !w.missed_at)
  return (
    <RosterPage title={t('roster.tabs.wakes')} age={dataUpdatedAt} actions={<Segmented aria-label={t('roster.wakes.span')} value={days} onChange={setDays} options={[7, 31].map((n) => ({ value: n, label: t('roster.wakes.days', { n }) }))} />}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {data && list.length === 0 && <div className="sheet"><Empty title={t('roster.wakes.none')} hint={t('roster.wakes.hint')} /></div>}
      {list.length > 0 && (
        <>
          <div className="row wrap roster-head">
            <span>{t('roster.wakes.answered')} <Ratio n={answered.length} of={list.length} /></span>
            <span className="quiet">{t('roster.wakes.hint')}</span>
            <span className="grow" />
            <label><input type="checkbox" checked={only} onChange={(e) => setOnly(e.target.checked)} /> {t('roster.wakes.onlyMissed')}</label>
          </div>
          <div className="sheet sheet-scroll" tabIndex={0}>
            <table className="roster-wakes">
              <thead><tr>{(['asked', 'who', 'answer', 'after'] as const).map((c) => <th scope="col" key={c}>{t(`roster.wakes.${c}`)}</th>)}</tr></thead>
              <tbody>{list.filter((w) => !only || w.missed_at).map((w) => <Line key={w.id} wake={w} />)}</tbody>
            </table>
          </div>
        </>
      )}
    </RosterPage>
  )
}

function Line({ wake: w }: { wake: Wake }) {
  const { t } = useTranslation()
  return (
    <tr>
      <td className="num nowrap">{fullStamp(w.asked_at)}</td>
      <td><b>{w.name}</b>{w.seat && <span className="quiet"> {w.seat}</span>}</td>
      <td>
        {w.missed_at
          ? <span className="chip chip-alarm">{t('roster.wakes.missed')}</span>
          : <span className="chip chip-good">{t('roster.wakes.afterSeconds', { s: w.after_seconds })}</span>}
      </td>
      <td>{w.missed_at && <Followed wake={w} />}</td>
    </tr>
  )
}

/** Whom it rang, and how it ended. */
function Followed({ wake: w }: { wake: Wake }) {
  const { t } = useTranslation()
  const end = w.accepted_at ? t('roster.wakes.taken', { at: stamp(w.accepted_at), name: w.accepted_by })
    : w.answered_at ? t('roster.wakes.late', { at: stamp(w.answered_at) })
    : w.next_at ? t('roster.wakes.ringing', { at: stamp(w.next_at) }) : t('roster.wakes.ended')
  return (
    <ul className="stack" style={{ gap: 2 }}>
      {(w.rung ?? []).map((r, i) => <li key={i} className="num">{t('roster.wakes.rung', { at: stamp(r.at), role: word(t, 'system.receiverRole', r.receiver), name: r.name })}</li>)}
      {w.step > (w.rung ?? []).length && <li className="quiet">{t('roster.wakes.rounds', { n: w.step })}</li>}
      <li><b>{end}</b></li>
    </ul>
  )
}
