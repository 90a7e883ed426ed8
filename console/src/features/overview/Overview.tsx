import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { closedIncidentsQuery, overviewQuery } from '../../api/queries'
import type { components } from '../../api/schema'
import { stamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { Page, Panel, ProblemLine, Ratio } from '../../components/parts'
import { word } from '../../i18n/word'

type Figures = components['schemas']['Overview']
type Share = components['schemas']['Share']

/** County figures as the server counts them, each as n of N with the age of its data. */
export function Overview() {
  const { t } = useTranslation()
  const { data: o, dataUpdatedAt: at, error } = useQuery(overviewQuery)
  const closed = useQuery(closedIncidentsQuery)
  const ratio = (share?: Share) => (share ? <Ratio n={share.n} of={share.of} /> : '—')
  return (
    <Page title={t('overview.title')}>
      <ProblemLine error={error ?? closed.error} />
      <div className="figures">
        <Figure at={at} label={t('overview.openNow')} note={o && `${t('overview.waitingNow')} ${o.waiting}`}>{o ? o.open : '—'}</Figure>
        <Figure at={at} label={t('overview.answered15')}>{ratio(o?.answered_15s)}</Figure>
        <Figure at={at} label={t('overview.ordersToday')}>{ratio(o?.orders_done)}</Figure>
        <Figure at={at} label={t('overview.homesProven')}>{ratio(o?.homes_proven)}</Figure>
        <Figure at={at} label={t('overview.devicesOnline')}>{ratio(o?.devices_online)}</Figure>
        <Figure at={at} label={t('overview.alertsFiring')}>{o ? o.alerts_firing : '—'}</Figure>
      </div>
      <div className="columns">
        <div className="span-7">{o && <Beds centers={o.centers} at={at} />}</div>
        <div className="span-5 stack">
          <Panel title={t('overview.recent')} extra={<DataAge at={closed.dataUpdatedAt} />}>
            <ul className="stack" style={{ gap: 6 }}>
              {(closed.data?.items ?? []).slice(0, 10).map((i) => (
                <li key={i.id} className="row">
                  <span className="num quiet">{stamp(i.closed_at)}</span>
                  <b>{word(t, 'kind', i.kind)}</b>
                  <span className="ellipsis grow">{i.village || i.center_name || i.township}</span>
                  <span className="quiet">{word(t, 'outcome', i.outcome)}</span>
                </li>
              ))}
              {closed.data?.items.length === 0 && <li className="quiet">{t('overview.noData')}</li>}
            </ul>
          </Panel>
          {o && <Townships townships={o.townships} at={at} />}
        </div>
      </div>
    </Page>
  )
}

function Figure({ label, note, at, children }: { label: string; note?: string; at: number; children: ReactNode }) {
  return (
    <div className="sheet figure">
      <span>{label}</span>
      <b>{children}</b>
      <span className="row">{note && <span className="num">{note}</span>}<DataAge at={at} limit={180} /></span>
    </div>
  )
}

function Townships({ townships, at }: { townships: Figures['townships']; at: number }) {
  const { t } = useTranslation()
  return (
    <Panel title={<>{t('overview.townships')} <span className="num">{townships.length}</span> <span className="quiet panel-note">{t('overview.homesProven')}</span></>} extra={<DataAge at={at} limit={180} />}>
      {townships.length === 0 && <p className="quiet">{t('overview.noTownships')} <Link to="/go-live">{t('nav.golive')}</Link></p>}
      <ul className="townships">
        {townships.map((r) => (
          <li key={r.id}><span>{r.name}</span> {r.homes_proven.of > 0 ? <Ratio n={r.homes_proven.n} of={r.homes_proven.of} percent={false} /> : <span className="quiet">0</span>}</li>
        ))}
      </ul>
    </Panel>
  )
}

/** Occupancy by centre: occupied of commissioned beds, planned ones outside. */
function Beds({ centers, at }: { centers: Figures['centers']; at: number }) {
  const { t } = useTranslation()
  const all = centers.reduce((sum, c) => ({ n: sum.n + c.occupied.n, of: sum.of + c.occupied.of }), { n: 0, of: 0 })
  return (
    <Panel title={<>{t('overview.bySite')} <Ratio n={all.n} of={all.of} /> <span className="quiet panel-note">{t('overview.occupancyHint')}</span></>} extra={<DataAge at={at} limit={180} />}>
      {centers.length === 0 && <p className="quiet">{t('day.noCenter')} <Link to="/go-live">{t('nav.golive')}</Link></p>}
      <ul className="sites">
        {centers.map((c) => (
          <li key={c.id}>
            <span className="ellipsis">{c.name}</span>
            <span className="meter" aria-hidden="true"><i style={{ width: `${c.occupied.of ? (c.occupied.n / c.occupied.of) * 100 : 0}%` }} /></span>
            {c.occupied.of > 0 ? <Ratio n={c.occupied.n} of={c.occupied.of} percent={false} /> : <span className="quiet">—</span>}
            <span className="quiet num nowrap">{c.occupied.of > 0 ? `${t('overview.inHouse')} ${c.in_house}` : `${t('day.plannedBed')} ${c.planned}`}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
