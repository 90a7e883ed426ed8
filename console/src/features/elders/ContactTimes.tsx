import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../api/types'

type Times = NonNullable<Contact['times']>

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** The hours in which somebody may be rung, each on some days of the week. */
export function ContactTimes({ times, onChange }: { times: Times; onChange: (times: Times) => void }) {
  const { t } = useTranslation()
  const change = (at: number, more: Partial<Times[number]>) => onChange(times.map((x, i) => (i === at ? { ...x, ...more } : x)))
  return (
    <div role="group" aria-label={t('file.contact.times')}>
      {times.map((x, at) => (
        <div key={at} className="ring-time">
          <span className="ring-days">
            {DAYS.map((d) => {
              const days = x.days ?? []
              const on = days.includes(d)
              return <button key={d} type="button" aria-pressed={on} onClick={() => change(at, { days: on ? days.filter((n) => n !== d) : [...days, d].sort() })}>{t(`file.contact.day.d${d}`)}</button>
            })}
          </span>
          {!x.days?.length && <span className="quiet">{t('file.contact.everyDay')}</span>}
          <input type="time" required aria-label={t('file.contact.from')} value={x.from} onChange={(e) => change(at, { from: e.target.value })} />
          –
          <input type="time" required aria-label={t('file.contact.to')} value={x.to} onChange={(e) => change(at, { to: e.target.value })} />
          <Button size="small" type="text" aria-label={t('file.contact.removeTime')} onClick={() => onChange(times.filter((_, i) => i !== at))}>×</Button>
        </div>
      ))}
      <Button size="small" type="dashed" onClick={() => onChange([...times, { from: '08:00', to: '21:00' }])}>{t('file.contact.addTime')}</Button>
      {times.length === 0 && <span className="quiet" style={{ fontSize: 12 }}> {t('file.contact.noTimes')}</span>}
    </div>
  )
}
