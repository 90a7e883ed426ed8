import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { serverNow } from '../../app/clock'
import { day, shanghai } from '../../app/time'
import { DayPick } from '../../components/day'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import type { Resident } from './medicine'

interface Draft { kind: 'medicine' | 'turning'; name: string; dose: string; times: string; as_needed: boolean; gap: number | null; day_most: number | null; weekdays: number[]; from: string; until: string; double_check: boolean; each: number | null; unit: string; stock: number | null }

const today = () => day(shanghai(serverNow()))
const fresh = (): Draft => ({ kind: 'medicine', name: '', dose: '', times: '', as_needed: false, gap: null, day_most: null, weekdays: [], from: today(), until: '', double_check: false, each: null, unit: '', stock: null })
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

/** One paper, word for word: whose, from when, by whom; then a line for each medicine. */
export function ListForm({ center, residents, onDone }: { center: string; residents: Resident[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['medicines'], ['medicine-round'], ['medicine-day'])
  const [elder, setElder] = useState<string>()
  const [paper, setPaper] = useState({ list_date: today(), prescriber: '', page: '' })
  const [lines, setLines] = useState<Draft[]>(() => [fresh()])
  const set = (i: number, more: Partial<Draft>) => setLines(lines.map((l, k) => (k === i ? { ...l, ...more } : l)))
  const save = async () => {
    const body = {
      elder_id: elder ?? '', ...paper,
      lines: lines.map(({ gap, ...l }) => ({ ...l, gap_minutes: l.as_needed ? Math.round((gap ?? 0) * 60) : 0, day_most: l.as_needed ? l.day_most ?? 0 : 0, times: l.as_needed ? [] : l.times.split(/[\s,，、;；]+/).filter(Boolean).map((c) => c.replace('：', ':').padStart(5, '0')), each: l.each ?? 0, stock: l.stock ?? 0 })),
    }
    if (await submit(() => data(api.POST('/api/v1/centers/{id}/medicines', { params: { path: { id: center } }, body })))) onDone()
  }
  const l = (key: string) => t(`carehome.lists.${key as 'name'}`)
  return (
    <Panel title={l('new')} className="no-print">
      <div className="lists-form">
        <div className="lists-fields">
          <label>{l('who')}<Select value={elder} onChange={setElder} showSearch={{ optionFilterProp: 'label' }} aria-label={l('who')} options={residents.map((r) => ({ value: r.elder_id ?? '', label: `${r.elder_name} ${r.room}-${r.bed}` }))} /></label>
          <label>{l('listDate')}<DayPick aria-label={l('listDate')} value={paper.list_date} onChange={(v) => setPaper({ ...paper, list_date: v })} /></label>
          <label>{l('prescriber')}<Input placeholder={l('prescriberHint')} value={paper.prescriber} onChange={(e) => setPaper({ ...paper, prescriber: e.target.value })} /></label>
          <label>{l('page')}<Input value={paper.page} onChange={(e) => setPaper({ ...paper, page: e.target.value })} /></label>
        </div>
        {lines.map((line, i) => (
          <div key={i} className="lists-fields lists-line">
            <label>{l('kind')}<Select aria-label={l('kind')} value={line.kind} onChange={(kind) => set(i, { kind, ...(kind === 'turning' ? { as_needed: false } : {}) })} options={(['medicine', 'turning'] as const).map((k) => ({ value: k, label: t(`carehome.${k}`) }))} /></label>
            {line.kind === 'medicine' && <label>{l('name')}<Input placeholder={l('nameHint')} value={line.name} onChange={(e) => set(i, { name: e.target.value })} /></label>}
            {line.kind === 'medicine' && <label>{l('dose')}<Input placeholder={l('doseHint')} value={line.dose} onChange={(e) => set(i, { dose: e.target.value })} /></label>}
            {line.kind === 'medicine' && <Checkbox checked={line.as_needed} onChange={(e) => set(i, { as_needed: e.target.checked, weekdays: [] })}>{t('carehome.needed.asNeeded')}</Checkbox>}
            {line.as_needed && <label>{t('carehome.needed.gap')}<InputNumber aria-label={t('carehome.needed.gap')} min={0} max={168} value={line.gap} onChange={(gap) => set(i, { gap })} style={{ width: '100%' }} /></label>}
            {line.as_needed && <label>{t('carehome.needed.dayMost')}<InputNumber aria-label={t('carehome.needed.dayMost')} min={0} max={24} value={line.day_most} onChange={(day_most) => set(i, { day_most })} style={{ width: '100%' }} /></label>}
            {!line.as_needed && <label>{l('times')}<Input placeholder={l('timesHint')} value={line.times} onChange={(e) => set(i, { times: e.target.value })} /></label>}
            {!line.as_needed && <label>{l('weekdays')}<Select mode="multiple" aria-label={l('weekdays')} placeholder={l('everyDay')} value={line.weekdays} onChange={(weekdays) => set(i, { weekdays })} options={WEEKDAYS.map((w, k) => ({ value: k + 1, label: t(`plans.weekday.${w}`) }))} /></label>}
            <label>{l('from')}<DayPick aria-label={l('from')} allowClear={false} value={line.from} onChange={(from) => set(i, { from })} /></label>
            <label>{l('until')}<DayPick aria-label={l('until')} value={line.until} onChange={(until) => set(i, { until })} /></label>
            {line.kind === 'medicine' && <label>{l('each')}<InputNumber aria-label={l('each')} min={0} value={line.each} onChange={(each) => set(i, { each })} style={{ width: '100%' }} /></label>}
            {line.kind === 'medicine' && <label>{l('unit')}<Input placeholder={l('unitHint')} value={line.unit} onChange={(e) => set(i, { unit: e.target.value })} /></label>}
            {line.kind === 'medicine' && <label>{l('stockNow')}<InputNumber aria-label={l('stockNow')} min={0} value={line.stock} onChange={(stock) => set(i, { stock })} style={{ width: '100%' }} /></label>}
            {line.kind === 'medicine' && <Checkbox checked={line.double_check} onChange={(e) => set(i, { double_check: e.target.checked })}>{l('doubleCheck')}</Checkbox>}
          </div>
        ))}
        <ProblemLine error={error} />
        <div className="row wrap">
          <Button onClick={() => setLines([...lines, fresh()])}>{l('addLine')}</Button>
          <Button type="primary" loading={busy} disabled={!elder} onClick={() => void save()}>{l('save')}</Button>
          <Button onClick={onDone}>{t('common.cancel')}</Button>
        </div>
      </div>
    </Panel>
  )
}
