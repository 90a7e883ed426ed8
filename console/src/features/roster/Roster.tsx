import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Drawer } from 'antd'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { centersQuery, regionsQuery } from '../../api/queries'
import { serverNow, useNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { day as dayOf } from '../../app/time'
import { Empty, ProblemLine } from '../../components/parts'
import { RegionPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { Printed } from '../phone/Nuisances'
import { DutyChange } from './DutyChange'
import { DutyForm } from './DutyForm'
import { daysOf, holeClock, plusDays, rowsOf, stepOf, type Cell } from './grid'
import { weekQuery, type Post, type WeekShift } from './queries'
import { RosterPage } from './RosterPage'

/** 值班表: a week of one region, entered cell by cell. */
export function Roster() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/roster' })
  const { data: regions } = useQuery(regionsQuery)
  const county = (regions?.items ?? []).find((r) => r.kind === 'county')?.id
  // Whoever belongs to a centre sees where it lies.
  const { data: centers } = useQuery({ ...centersQuery, enabled: Boolean(staff.center_id) })
  const home = staff.center_id ? centers?.items.find((c) => c.id === staff.center_id)?.region_id : staff.region_id
  const bound = staff.center_id ? [home?.slice(0, 6), home?.slice(0, 9)] : undefined
  const region = search.region ?? (home && home.length >= 6 ? home.slice(0, 9) : staff.center_id ? '' : county) ?? ''
  const day = search.week ?? dayOf(new Date(serverNow()).toISOString())
  const { data: week, error, refetch, dataUpdatedAt } = useQuery(weekQuery(region, day))
  const { submit, error: refused } = useSubmit(['roster'], ['desk'])
  const [adding, setAdding] = useState<{ post: Post; day: string }>()
  const [changing, setChanging] = useState<WeekShift>()
  const may = can.lead(staff.role)
  const go = (to: { region?: string; week?: string }) => void navigate({ to: '/roster', search: { region, week: day, ...to } })
  async function copy() {
    const done = await submit(() => answer(api.POST('/api/v1/roster/copy', { body: { region_id: region, week: day } })))
    if (done) void message.success(done.made > 0 ? t('roster.copied', { n: done.made }) : t('roster.copiedNone'))
  }
  return (
    <RosterPage title={t('roster.title')} age={dataUpdatedAt} actions={(
      <>
        <Button className="no-print" onClick={() => window.print()}>{t('roster.print')}</Button>
        {may && <Button className="no-print" onClick={() => void copy()}>{t('roster.copy')}</Button>}
      </>
    )}>
      <div className="row wrap roster-head">
        <div style={{ width: 200 }} className="no-print"><RegionPick kinds={['county', 'township']} only={bound} value={region} onChange={(v) => go({ region: v })} aria-label={t('roster.region')} /></div>
        <h2>{week?.name}</h2>
        <span className="num">{week && t('roster.week', { from: week.monday, to: plusDays(week.monday, 6) })}</span>
        <span className="grow" />
        <Button className="no-print" size="small" onClick={() => go({ week: plusDays(day, -7) })}>{t('roster.previous')}</Button>
        <Button className="no-print" size="small" onClick={() => void navigate({ to: '/roster', search: { region } })}>{t('roster.thisWeek')}</Button>
        <Button className="no-print" size="small" onClick={() => go({ week: plusDays(day, 7) })}>{t('roster.next')}</Button>
      </div>
      <ProblemLine error={error ?? refused} onRetry={() => void refetch()} />
      {week?.standing.map((s) => (
        <p key={s.post} className="quiet">{t(`roster.post.${s.post}`)}{t('common.colon')}{t('roster.standing', { name: s.name, phone: s.phone })}</p>
      ))}
      {week && <Grid rows={rowsOf(week)} days={daysOf(week.monday)} may={may} onAdd={(post, d) => setAdding({ post, day: d })} onPick={setChanging} />}
      {week && week.shifts.length === 0 && <Empty title={t('roster.empty')} hint={may ? t('roster.emptyHint') : t('roster.may')} />}
      <Drawer title={adding && t('roster.addAt', { day: adding.day, post: t(`roster.post.${adding.post}`) })} open={Boolean(adding)} onClose={() => setAdding(undefined)} size={440} destroyOnHidden>
        {adding && <DutyForm region={region} post={adding.post} day={adding.day} onDone={() => setAdding(undefined)} />}
      </Drawer>
      <Drawer title={changing && t('roster.edit', { name: changing.name, day: `${changing.day ?? ''} ${changing.clock}` })} open={Boolean(changing)} onClose={() => setChanging(undefined)} size={400} destroyOnHidden>
        {changing && <DutyChange shift={changing} onDone={() => setChanging(undefined)} />}
      </Drawer>
      <Printed />
    </RosterPage>
  )
}

interface GridProps { rows: ReturnType<typeof rowsOf>; days: string[]; may: boolean; onAdd: (post: Post, day: string) => void; onPick: (shift: WeekShift) => void }

/** Arrows walk from cell to cell, Enter puts somebody there. */
function Grid({ rows, days, may, onAdd, onPick }: GridProps) {
  const { t, i18n } = useTranslation()
  const table = useRef<HTMLTableElement>(null)
  const today = dayOf(new Date(useNow()).toISOString())
  const names = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en' : 'zh-CN', { weekday: 'short', timeZone: 'UTC' })
  const walk = (row: number, day: number) => (event: KeyboardEvent) => {
    const next = stepOf(event.key, { row, day }, rows.length)
    if (!next) return
    event.preventDefault()
    table.current?.querySelector<HTMLElement>(`[data-at="${next.row}/${next.day}"]`)?.focus()
  }
  return (
    <div className="sheet sheet-scroll" tabIndex={0}>
      <table className="roster-grid" ref={table}>
        <thead>
          <tr>
            <th scope="col">{t('roster.postColumn')}</th>
            {days.map((d) => <th scope="col" key={d} data-today={d === today || undefined}>{names.format(new Date(`${d}T00:00:00Z`))} <span className="num">{d.slice(5)}</span></th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row.post}>
              <th scope="row">{t(`roster.post.${row.post}`)}</th>
              {row.cells.map((cell, d) => (
                <td key={cell.day} data-hole={cell.holes.length > 0 || undefined}>
                  <Filled cell={cell} may={may} onPick={onPick} />
                  {may && <button type="button" className="roster-add no-print" data-at={`${r}/${d}`} onKeyDown={walk(r, d)} aria-label={t('roster.addAt', { day: cell.day, post: t(`roster.post.${row.post}`) })} onClick={() => onAdd(row.post, cell.day)}>＋</button>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Filled({ cell, may, onPick }: { cell: Cell; may: boolean; onPick: (shift: WeekShift) => void }) {
  const { t } = useTranslation()
  const now = useNow()
  return (
    <>
      {cell.shifts.map((s) => {
        const text = <><b>{s.name}</b> <span className="num quiet">{s.clock}</span>{!s.phone && !s.number_hidden && <span className="chip chip-alarm">{t('roster.noPhone')}</span>}</>
        return may && Date.parse(s.to) > now
          ? <button type="button" key={`${s.duty_id}${s.day}`} className="roster-duty" data-once={!s.weekly || undefined} onClick={() => onPick(s)}>{text}</button>
          : <div key={`${s.duty_id}${s.day}`} className="roster-duty" data-once={!s.weekly || undefined}>{text}</div>
      })}
      {cell.holes.map((h) => {
        const c = holeClock(h)
        return <div key={h.from} className="roster-hole">{c.whole ? t('roster.holeDay') : t('roster.hole', c)}</div>
      })}
    </>
  )
}
