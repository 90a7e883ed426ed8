import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Panel, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { useSubmit } from '../../components/submit'
import { chainQuery, type Chain as ChainView, type Holder, type Link as ChainLink } from './queries'
import { RosterPage } from './RosterPage'

/** 值班链条: whom the desk would ring, by which channel, and whether the number is proven. */
export function Chain() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [next, setNext] = useState(false)
  const [only, setOnly] = useState(false)
  const { data: now, error, refetch, dataUpdatedAt } = useQuery(chainQuery())
  const { data: later } = useQuery({ ...chainQuery(now?.next_change ?? undefined), enabled: next && Boolean(now?.next_change) })
  const chain = next ? later : now
  return (
    <RosterPage title={t('roster.tabs.chain')} age={dataUpdatedAt} actions={<Button className="no-print" onClick={() => window.print()}>{t('roster.print')}</Button>}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="row wrap roster-head">
        <Button type={next ? 'default' : 'primary'} size="small" onClick={() => setNext(false)}>{t('roster.chain.now')}</Button>
        {now?.next_change && <Button type={next ? 'primary' : 'default'} size="small" onClick={() => setNext(true)}>{t('roster.chain.nextChange', { at: stamp(now.next_change) })}</Button>}
        {chain && <Summary chain={chain} />}
        <span className="grow" />
        <label><input type="checkbox" checked={only} onChange={(e) => setOnly(e.target.checked)} /> {t('roster.chain.onlyProblems')}</label>
      </div>
      {chain && (
        <div className="sheet sheet-scroll" tabIndex={0}>
          <table className="roster-chain">
            <thead><tr>{['place', 'who', 'channel', 'proven'].map((c) => <th scope="col" key={c}>{t(`roster.chain.${c}`)}</th>)}</tr></thead>
            <tbody>{chain.places.filter((p) => !only || p.links.some(troubled)).map((p) => <Place key={p.region_id} place={p} only={only} />)}</tbody>
          </table>
        </div>
      )}
      {now && !staff.center_id && (
        <Panel title={t('roster.chain.checked')}>
          {now.checks.length === 0 && <p className="quiet">{t('roster.chain.checkedNone')}</p>}
          <ul className="stack" style={{ gap: 4 }}>
            {now.checks.slice(0, 6).map((c) => (
              <li key={c.shift}>
                {t('roster.chain.lastCheck', { shift: stamp(c.shift), at: stamp(c.at), places: c.places, what: c.problems.length > 0 ? t('roster.chain.problems', { n: c.problems.length }) : t('roster.chain.fine') })}
                {c.told_at && <span className="chip chip-amber"> {t('roster.chain.told')} {stamp(c.told_at)}</span>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </RosterPage>
  )
}

const troubled = (l: ChainLink) => l.state === 'unfilled' || l.holders.some((h) => h.problem)

function Summary({ chain }: { chain: ChainView }) {
  const { t } = useTranslation()
  const links = chain.places.flatMap((p) => p.links)
  const holders = links.flatMap((l) => l.holders)
  const gaps = links.filter((l) => l.state === 'unfilled').length
  const numbers = holders.filter((h) => h.problem === 'no_number').length
  const unproven = holders.filter((h) => h.problem && h.problem !== 'no_number').length
  return (
    <span className="chips">
      {gaps > 0 && <span className="chip chip-alarm">{t('roster.chain.gaps', { n: gaps })}</span>}
      {numbers > 0 && <span className="chip chip-alarm">{t('roster.chain.numbers', { n: numbers })}</span>}
      {unproven > 0 && <span className="chip chip-amber">{t('roster.chain.unproven', { n: unproven })}</span>}
      {gaps + numbers + unproven === 0 && <span className="chip chip-good">{t('roster.chain.allGood')}</span>}
    </span>
  )
}

function Place({ place, only }: { place: ChainView['places'][number]; only: boolean }) {
  const { t } = useTranslation()
  const rows = place.links.filter((l) => !only || troubled(l)).flatMap((l): { l: ChainLink; h?: Holder }[] => (l.holders.length > 0 ? l.holders.map((h) => ({ l, h })) : [{ l }]))
  return (
    <>
      {rows.map(({ l, h }, i) => (
        <tr key={`${l.post}${h?.staff_id ?? ''}${h?.phone ?? i}`} data-first={i === 0 || undefined}>
          {i === 0 && (
            <th scope="rowgroup" rowSpan={rows.length}>
              {place.name}
              {place.keepers.of > 0 && <small className="quiet">{t('roster.chain.keepers', { n: place.keepers.n, of: place.keepers.of })}</small>}
              {place.elders.none > 0 && <small className="quiet">{t('roster.chain.elders', { n: place.elders.none, of: place.elders.of })}</small>}
            </th>
          )}
          <td>
            {t(`roster.post.${l.post}`)}　{h && <b>{h.name}</b>} <span className="num">{h?.phone}</span>{' '}
            {l.state === 'unfilled' ? <span className="chip chip-alarm">{t('roster.chain.state.unfilled')}</span> : l.state === 'standing' && h && <span className="chip">{t('roster.chain.state.standing')}</span>}
          </td>
          <td>{h ? (h.channels.map((c) => word(t, 'roster.channel', c)).join('、') || t('roster.chain.none')) : <span className="quiet">{t('roster.chain.link')}</span>}</td>
          <td>{h && (h.number_hidden ? <span className="quiet">{t('roster.numberHidden')}</span> : <Proven holder={h} />)}</td>
        </tr>
      ))}
    </>
  )
}

function Proven({ holder: h }: { holder: Holder }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { submit, error, busy } = useSubmit(['roster'], ['notices'])
  const [tried, setTried] = useState(false)
  const number = h.phone ?? ''
  const how = !h.reached?.reached_at ? t('roster.chain.never') : t(h.reached.how === 'by_hand' ? 'roster.chain.byHand' : 'roster.chain.provenAt', { at: stamp(h.reached.reached_at) })
  const never = h.problem === 'unverified' && !h.reached?.reached_at
  return (
    <span className="row wrap">
      {h.problem ? <span className={`chip ${h.problem === 'no_number' ? 'chip-alarm' : 'chip-amber'}`}>{never ? how : t(`roster.chain.problem.${h.problem}`)}</span> : <span className="chip chip-good">✓</span>}
      {number && !never && <span className="quiet">{h.problem === 'not_reached' ? t('roster.chain.failed', { at: stamp(h.reached?.failed_at) }) : how}</span>}
      {number && can.lead(staff.role) && (
        <span className="row no-print">
          <Button size="small" loading={busy} title={t('roster.chain.verifyTitle')} onClick={() => void submit(() => answer(api.POST('/api/v1/roster/verify', { body: { number } }))).then((ok) => setTried(Boolean(ok)))}>{tried ? t('roster.chain.trying') : t('roster.chain.verify')}</Button>
          <Button size="small" loading={busy} title={t('roster.chain.byHandTitle')} onClick={() => void submit(() => answer(api.POST('/api/v1/roster/verified', { body: { number } })))}>{t('roster.chain.byHandDo')}</Button>
        </span>
      )}
      <ProblemLine error={error} />
    </span>
  )
}
