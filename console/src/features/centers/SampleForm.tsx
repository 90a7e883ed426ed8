import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { serverNow } from '../../app/clock'
import { day, shanghai } from '../../app/time'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { MEALS, samplesQuery, type Meal, type SampleDay } from './medicine'

interface Dish { name: string; grams: number | null }

const meal = (): Meal => {
  const hour = shanghai(serverNow()).hour()
  return hour < 10 ? 'breakfast' : hour < 15 ? 'lunch' : 'supper'
}

/** Entered beside the pot: the meal is known, 125 g stands there already. */
export function SampleForm({ center, day: shown, on }: { center: string; day?: SampleDay; on: string }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['samples'], ['today'], ['kitchen-samples'])
  const [which, setWhich] = useState<Meal>(meal)
  const [dishes, setDishes] = useState<Dish[]>([{ name: '', grams: 125 }])
  const [celsius, setCelsius] = useState<number | null>(4)
  const [at, setAt] = useState('')
  const before = shanghai(serverNow()).subtract(1, 'day')
  const { data: last } = useQuery(samplesQuery(center, { day: day(before) }))
  const usual = last?.days[0]?.meals.find((m) => m.meal === which)?.samples.filter((s) => !s.struck_at) ?? []
  const today = on === day(shanghai(serverNow()))
  if (!today && on !== day(before)) return null
  const set = (i: number, more: Partial<Dish>) => setDishes(dishes.map((d, k) => (k === i ? { ...d, ...more } : d)))
  const named = dishes.filter((d) => d.name.trim())
  const save = async () => {
    const body = {
      meal: which, celsius: celsius ?? 0, dishes: named.map((d) => ({ name: d.name.trim(), grams: d.grams ?? 0 })),
      ...(/^\d\d:\d\d$/.test(at) ? { taken_at: shanghai(`${on}T${at}:00+08:00`).toISOString() } : {}),
    }
    if (await submit(() => data(api.POST('/api/v1/kitchens/{id}/samples', { params: { path: { id: center } }, body })))) setDishes([{ name: '', grams: 125 }])
  }
  return (
    <Panel title={t('carehome.samples.take')} className="no-print">
      <div className="lists-form">
        <div className="row wrap">
          <Segmented value={which} onChange={setWhich} options={MEALS.map((m) => ({ value: m, label: `${t(`carehome.samples.meal.${m}`)}${shown?.meals.find((x) => x.meal === m)?.missing ? ' !' : ''}` }))} />
          {usual.length > 0 && <Button onClick={() => setDishes(usual.map((s) => ({ name: s.dish, grams: 125 })))}>{t('carehome.samples.same')}</Button>}
        </div>
        {dishes.map((d, i) => (
          <div key={i} className="row">
            <Input aria-label={t('carehome.samples.dish')} placeholder={t('carehome.samples.dish')} value={d.name} maxLength={40} onChange={(e) => set(i, { name: e.target.value })} />
            <InputNumber aria-label={t('carehome.samples.grams')} min={1} max={5000} value={d.grams} onChange={(grams) => set(i, { grams })} suffix="g" style={{ width: 110 }} />
          </div>
        ))}
        <div className="row wrap">
          <Button onClick={() => setDishes([...dishes, { name: '', grams: 125 }])}>{t('carehome.samples.addDish')}</Button>
          <label className="row">{t('carehome.samples.celsius')}<InputNumber value={celsius} step={0.5} onChange={setCelsius} style={{ width: 90 }} /></label>
          <label className="row">{t('carehome.samples.takenAt')}<Input style={{ width: 90 }} placeholder={today ? t('carehome.samples.now') : '11:30'} value={at} onChange={(e) => setAt(e.target.value)} /></label>
          <Button type="primary" loading={busy} disabled={named.length === 0 || celsius == null || (!today && !/^\d\d:\d\d$/.test(at))} onClick={() => void save()}>{t('carehome.samples.save')}</Button>
        </div>
        <ProblemLine error={error} />
      </div>
    </Panel>
  )
}
