import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { protectedHomeQuery } from '../../api/queries'
import type { HomeMonth } from '../../api/types'
import { shanghai, stamp } from '../../app/time'
import { DataAge } from '../../components/age'
import { ProblemLine, Ratio } from '../../components/parts'
import { HomeName } from './HomeName'
import { parts, total } from './minutes'

/** A month of one home: a strip of its days, and when it was not protected. */
export function HomeDrawer({ home, onClose }: { home?: { id: string; month?: string }; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer title={t('protection.look')} open={Boolean(home)} onClose={onClose} size={560} destroyOnHidden>
      {home && <HomeOfMonth key={home.id} {...home} />}
    </Drawer>
  )
}

function HomeOfMonth({ id, month }: { id: string; month?: string }) {
  const { t } = useTranslation()
  const { data: m, error, refetch, dataUpdatedAt } = useQuery(protectedHomeQuery(id, month))
  if (!m) return <ProblemLine error={error} onRetry={() => void refetch()} />
  return (
    <div className="stack">
      <p><b><HomeName at={m} /></b></p>
      <p className="row wrap">{m.month} <span>{t('protection.protected')} <Ratio n={m.total.protected} of={total(m.total)} /> {t('protection.minutes')}</span> <DataAge at={dataUpdatedAt} limit={300} /></p>
      <Strip month={m} />
      <p className="row wrap legend">
        <span><i className="key key-ok" />{t('protection.protected')}</span>
        <span><i className="key key-lost" />{t('protection.unprotected')}</span>
        <span><i className="key key-unknown" />{t('protection.legendUnknown')}</span>
      </p>
      <h3>{t('protection.pieces')}</h3>
      {m.pieces.length === 0 && <p className="quiet">{t('protection.noPieces')}</p>}
      <ul className="pieces">
        {[...m.pieces].reverse().map((p) => (
          <li key={p.from}>
            <span className="num">{stamp(p.from)} – {p.until === m.to && !month ? t('protection.now_') : stamp(p.until)}</span>
            <span className={`mark mark-${p.unknown ? 'unknown' : 'lost'}`}>{p.unknown ? t('protection.unknown') : t(`protection.causeOfHome.${p.cause as 'battery'}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Strip({ month }: { month: HomeMonth }) {
  const { t } = useTranslation()
  const first = shanghai(`${month.month}-01T00:00:00+08:00`)
  const by = new Map(month.days.map((d) => [d.day, d.minutes]))
  return (
    <ol className="month-strip" aria-label={t('protection.strip')}>
      {Array.from({ length: first.daysInMonth() }, (_, n) => {
        const day = first.add(n, 'day').format('YYYY-MM-DD')
        const minutes = by.get(day)
        const drawn = minutes && parts(minutes)
        const text = minutes ? t('protection.dayOf', { day, ok: minutes.protected, lost: minutes.unprotected, unknown: minutes.unknown }) : t('protection.noDay', { day })
        return (
          <li key={day} title={text}>
            <span className="strip-day" aria-hidden="true" data-none={!minutes}>
              {drawn && <><i className="key-unknown" style={{ height: `${drawn.unknown}%` }} /><i className="key-lost" style={{ height: `${drawn.lost}%` }} /><i className="key-ok" style={{ height: `${drawn.ok}%` }} /></>}
            </span>
            <span className="num" aria-hidden="true">{n + 1}</span>
            <span className="hidden-visually">{text}</span>
          </li>
        )
      })}
    </ol>
  )
}
