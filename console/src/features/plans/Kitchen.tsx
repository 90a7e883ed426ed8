import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { serverNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { day, fullStamp, shanghai } from '../../app/time'
import { OrderMark } from '../../components/marks'
import { DayPick } from '../../components/day'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { CenterPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { SamplesMissing } from '../centers/SamplesMissing'
import { kitchensQuery, mealsQuery, type Diet, type Meal } from './queries'
import { WorkPage } from './WorkPage'

const DIETS: Diet[] = ['allergy', 'halal', 'diabetic', 'low_salt', 'soft']

/** 餐单: what a kitchen cooks on a day by diet, to be printed and hung up. */
export function Kitchen() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [chosen, setChosen] = useState<string>()
  const [on, setOn] = useState(() => day(shanghai(serverNow()).add(shanghai(serverNow()).hour() >= 14 ? 1 : 0, 'day')))
  const [editing, setEditing] = useState(false)
  const { data: kitchens, error: none } = useQuery(kitchensQuery)
  const id = chosen ?? staff.center_id ?? kitchens?.items[0]?.center_id ?? ''
  const { data: view, error, refetch, dataUpdatedAt } = useQuery({ ...mealsQuery(id, on), enabled: id !== '' && can.orders(staff.role) })
  const kitchen = kitchens?.items.find((k) => k.center_id === id)
  const blocks = blocksOf(view?.meals ?? [])
  return (
    <WorkPage title={t('plans.kitchen.page')} age={dataUpdatedAt || undefined} limit={600}
      actions={(
        <>
          <Select aria-label={t('plans.kitchen.title')} style={{ width: 220 }} value={id || undefined} onChange={(v) => { setChosen(v); setEditing(false) }} showSearch={{ optionFilterProp: 'label' }}
            options={(kitchens?.items ?? []).map((k) => ({ value: k.center_id, label: k.name }))} />
          <DayPick aria-label={t('plans.day')} allowClear={false} value={on} onChange={setOn} />
          {can.orders(staff.role) && <Button onClick={() => setEditing(!editing)}>{t('plans.kitchen.keeps')}</Button>}
          <Button type="primary" disabled={!view?.meals.length} onClick={() => window.print()}>{t('plans.print')}</Button>
        </>
      )}>
      <ProblemLine error={error ?? none} onRetry={() => void refetch()} />
      {id && <SamplesMissing center={id} on={on} />}
      {editing && <KitchenForm key={id} id={id} diets={(kitchen?.diets ?? []) as Diet[]} halalKitchen={kitchen?.halal_kitchen} halalBoxes={kitchen?.halal_boxes} version={kitchen?.version ?? 0} onDone={() => setEditing(false)} onSite={setChosen} />}
      {view && (
        <div className="sheet sheet-pad kitchen-list">
          <h2>{view.name} · {on} · {t('plans.kitchen.total', { n: view.meals.length })}</h2>
          <p className="row wrap" style={{ margin: '6px 0 10px' }}>
            {view.tags.filter((d) => d.meals > 0).map((d) => <span key={d.diet} className={`chip ${d.keeps ? 'chip-vital' : 'chip-alarm'}`}>{t(`plans.diet.${d.diet}`)} {d.meals}</span>)}
            <span className="chip">{t('plans.kitchen.plain')} {view.plain}</span>
          </p>
          {view.meals.length === 0 && <Empty title={t('plans.kitchen.empty')} hint={t('plans.kitchen.emptyHint')} />}
          {blocks.map((block) => (
            <section key={block.diet ?? 'plain'}>
              <h3>{block.diet ? t(`plans.diet.${block.diet}`) : t('plans.kitchen.plain')} · {block.meals.length}{block.diet === 'halal' && <b> {t('plans.kitchen.halalOwn')}</b>}</h3>
              <div className="sheet-scroll" tabIndex={0}>
                <table className="plan-day">
                  <thead><tr><th>{t('plans.at')}</th><th>{t('orders.elder')}</th><th>{t('elders.diet')}</th><th>{t('elders.address')}</th><th>{t('orders.worker')}</th><th>{t('common.note')}</th><th className="no-print">{t('common.state')}</th></tr></thead>
                  <tbody>
                    {block.meals.map((m) => (
                      <tr key={m.order_id}><td className="num">{m.at}</td><th scope="row">{m.elder_name}</th><td>{m.stop && <b className="kitchen-stop">{t('plans.kitchen.stop')} </b>}{(m.words ?? []).join('、')}</td><td>{m.address || m.village}</td><td>{m.worker_name}</td><td>{m.note}</td><td className="no-print"><span className="row wrap"><OrderMark state={m.state} />{can.orders(staff.role) && UNDER.includes(m.state) && <Uncollected order={m.order_id} />}</span></td></tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          ))}
          <p className="quiet" style={{ fontSize: 12, marginTop: 10 }}>{t('plans.kitchen.sample')} · {staff.name} {fullStamp(dataUpdatedAt)}</p>
        </div>
      )}
      {!id && kitchens && <div className="sheet"><Empty title={t('plans.kitchen.none')} hint={t('plans.kitchen.noneHint')} /></div>}
    </WorkPage>
  )
}

/** The states in which a meal may wait for somebody. */
const UNDER: Meal['state'][] = ['queued', 'assigned', 'accepted', 'on_the_way', 'arrived']

/** 无人取餐: whoever does not come for lunch may lie at home, so the desk rings. */
function Uncollected({ order }: { order: string }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['meals'], ['orders'])
  const tell = () => void submit(() => data(api.POST('/api/v1/orders/{id}/fail', { params: { path: { id: order } }, body: { reason: t('plans.kitchen.uncollected'), uncollected: true } })))
  return (
    <>
      <Popconfirm title={t('plans.kitchen.uncollectedAsk')} description={t('plans.kitchen.uncollectedHint')} onConfirm={tell} okText={t('plans.kitchen.uncollected')} cancelText={t('common.cancel')}><Button size="small" loading={busy}>{t('plans.kitchen.uncollected')}</Button></Popconfirm>
      <ProblemLine error={error} />
    </>
  )
}

/** Each meal once, under the diet whose breach does most harm. */
function blocksOf(meals: Meal[]): { diet?: Diet; meals: Meal[] }[] {
  const first = (m: Meal) => DIETS.find((d) => m.diets?.includes(d))
  return [...DIETS, undefined].map((diet) => ({ diet, meals: meals.filter((m) => first(m) === diet) })).filter((b) => b.meals.length > 0)
}

function KitchenForm({ id, diets, halalKitchen, halalBoxes, version, onDone, onSite }: {
  id: string; diets: Diet[]; halalKitchen?: boolean; halalBoxes?: boolean; version: number; onDone: () => void; onSite: (id: string) => void
}) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['kitchens'], ['meals'])
  const [kept, setKept] = useState<Diet[]>(diets)
  const [stove, setStove] = useState(!!halalKitchen)
  const [boxes, setBoxes] = useState(!!halalBoxes)
  const save = async () => {
    const saved = await submit(() => data(api.PUT('/api/v1/kitchens/{id}', { params: { path: { id } }, body: { diets: kept, halal_kitchen: stove, halal_boxes: boxes, version } })))
    if (saved) onDone()
  }
  return (
    <Panel title={t('plans.kitchen.keeps')} className="no-print">
      <div className="stack" style={{ gap: 8 }}>
        <CenterPick aria-label={t('plans.site')} value={id || undefined} onChange={onSite} />
        <Checkbox.Group value={kept} onChange={(v) => setKept(v as Diet[])} options={DIETS.map((d) => ({ value: d, label: t(`plans.diet.${d}`) }))} />
        <div className="row wrap">
          <Checkbox checked={stove} onChange={(e) => setStove(e.target.checked)}>{t('plans.kitchen.halalStove')}</Checkbox>
          <Checkbox checked={boxes} onChange={(e) => setBoxes(e.target.checked)}>{t('plans.kitchen.halalBoxes')}</Checkbox>
        </div>
        <ProblemLine error={error} />
        <div className="row"><Button type="primary" disabled={!id} loading={busy} onClick={() => void save()}>{t('common.save')}</Button><Button onClick={onDone}>{t('common.cancel')}</Button></div>
      </div>
    </Panel>
  )
}
