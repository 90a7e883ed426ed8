import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { ProblemLine } from '../../components/parts'
import { CenterPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { daysOf, plusDays, weekdayOf } from './grid'
import type { Post } from './queries'
import { someone, whoIs, WhoPick, type Who } from './WhoPick'

const TIMES: Record<Post, [string, string]> = {
  seat: ['08:00', '20:00'], night: ['20:00', '08:00'], supervisor: ['08:00', '08:00'], county_desk: ['08:00', '08:00'], township_duty: ['08:00', '08:00'], station_keeper: ['08:00', '08:00'],
}
const KEPT = 'yian.roster.times'

/** Puts somebody on a post: each week, or on the days that are ticked. */
export function DutyForm({ region, post, day, onDone }: { region: string; post: Post; day: string; onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const { submit, error, busy } = useSubmit(['roster'], ['desk'], ['golive'])
  const kept = (JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Partial<Record<Post, [string, string]>>)
  const [who, setWho] = useState<Who>({})
  const [center, setCenter] = useState<string>()
  const [[from, to], setTimes] = useState(kept[post] ?? TIMES[post])
  const [weekly, setWeekly] = useState(true)
  const [days, setDays] = useState([weekdayOf(day)])
  const names = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en' : 'zh-CN', { weekday: 'short', timeZone: 'UTC' })
  const monday = plusDays(day, 1 - weekdayOf(day))
  const turn = (n: number) => setDays((old) => (old.includes(n) ? old.filter((d) => d !== n) : [...old, n].sort()))
  async function save() {
    const body = {
      ...whoIs(who), post, region_id: region, center_id: center, from, to,
      ...(weekly ? { weekdays: days, since: day } : { days: days.map((n) => plusDays(monday, n - 1)) }),
    }
    if (await submit(() => answer(api.POST('/api/v1/roster/duties', { body })))) {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, [post]: [from, to] }))
      onDone()
    }
  }
  return (
    <form className="stack" onSubmit={(event) => {
      event.preventDefault()
      void save()
    }}>
      <WhoPick value={who} onChange={setWho} autoFocus />
      {post === 'station_keeper' && <CenterPick kinds={['station']} value={center} onChange={setCenter} aria-label={t('roster.post.station_keeper')} />}
      <div className="row">
        <label className="grow">{t('roster.from')}<input type="time" className="line-input" required value={from} onChange={(e) => setTimes([e.target.value, to])} /></label>
        <label className="grow">{t('roster.to')}<input type="time" className="line-input" required value={to} onChange={(e) => setTimes([from, e.target.value])} /></label>
      </div>
      {to <= from && <p className="quiet">{t('roster.nextDay')}</p>}
      <fieldset className="roster-repeat">
        <legend>{t('roster.repeat')}</legend>
        <label><input type="radio" name="repeat" checked={weekly} onChange={() => setWeekly(true)} /> {t('roster.everyWeek')}</label>
        <label><input type="radio" name="repeat" checked={!weekly} onChange={() => setWeekly(false)} /> {t('roster.once')}</label>
      </fieldset>
      <fieldset className="roster-repeat">
        <legend>{t('roster.days')}</legend>
        {daysOf(monday).map((d, n) => (
          <label key={d}><input type="checkbox" checked={days.includes(n + 1)} onChange={() => turn(n + 1)} /> {names.format(new Date(`${d}T00:00:00Z`))}</label>
        ))}
      </fieldset>
      <ProblemLine error={error} />
      <Button type="primary" htmlType="submit" loading={busy} disabled={!someone(who) || days.length === 0}>{t('roster.save')}</Button>
    </form>
  )
}
