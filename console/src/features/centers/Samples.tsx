import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { day, fullStamp, shanghai } from '../../app/time'
import { DayPick, MonthPick } from '../../components/day'
import { Panel, ProblemLine } from '../../components/parts'
import { HousePage, useHouse } from './HousePage'
import { KeptDish } from './KeptDish'
import { samplesQuery } from './medicine'
import { SampleForm } from './SampleForm'
import { SampleMonth } from './SampleMonth'

/** 留样: what the kitchen kept of each dish, and what was served without. */
export function Samples() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { id, pick } = useHouse()
  const [whole, setWhole] = useState(false)
  const [on, setOn] = useState(() => day(shanghai(serverNow())))
  const [month, setMonth] = useState(() => day(shanghai(serverNow())).slice(0, 7))
  const { data: log, error, refetch, dataUpdatedAt } = useQuery(samplesQuery(id, whole ? { month } : { day: on }))
  const may = staff.role === 'worker' || staff.role === 'manager' || staff.role === 'admin'
  const shown = log?.days[0]
  return (
    <HousePage title={t('carehome.samples.title')} age={dataUpdatedAt || undefined}
      actions={(
        <>
          {pick}
          <Segmented value={whole ? 'month' : 'day'} onChange={(v) => setWhole(v === 'month')} options={[{ value: 'day', label: t('carehome.samples.day') }, { value: 'month', label: t('carehome.samples.wholeMonth') }]} />
          {whole
            ? <><MonthPick aria-label={t('carehome.samples.month')} allowClear={false} value={month} onChange={setMonth} /><Button type="primary" disabled={!log} onClick={() => window.print()}>{t('carehome.samples.printMonth')}</Button></>
            : <DayPick aria-label={t('carehome.day')} allowClear={false} value={on} onChange={setOn} />}
        </>
      )}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <p className="quiet no-print" style={{ marginBottom: 10 }}>{t('carehome.samples.rule')}</p>
      {!whole && may && id && <SampleForm center={id} day={shown?.day === on ? shown : undefined} on={on} />}
      {!whole && shown && (
        <div className="kept-meals">
          {shown.meals.map((m) => (
            <Panel key={m.meal} className="kept-meal" title={t(`carehome.samples.meal.${m.meal}`)} extra={<span className="quiet num" style={{ fontSize: 12 }}>{m.residents + m.orders > 0 ? t('carehome.samples.served', { residents: m.residents, orders: m.orders }) : t('carehome.samples.notServed')}</span>}>
              {m.missing && <p className="chip chip-amber">{t('carehome.samples.missing')}</p>}
              {m.samples.length === 0 && !m.missing && <p className="quiet">{t('carehome.samples.none')}</p>}
              {m.samples.map((s) => <KeptDish key={s.id} sample={s} may={may} />)}
            </Panel>
          ))}
          <Panel title={t('carehome.samples.ripe')} className="no-print">
            {log.ripe.length === 0 && <p className="quiet">{t('carehome.samples.ripeNone')}</p>}
            {log.ripe.map((s) => <KeptDish key={s.id} sample={s} may={may} dated />)}
          </Panel>
        </div>
      )}
      {whole && log && <SampleMonth log={log} month={month} by={`${staff.name} ${fullStamp(dataUpdatedAt)}`} />}
    </HousePage>
  )
}
