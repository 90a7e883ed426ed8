import { Button, DatePicker, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { ElderFile, WhereaboutsState } from '../../api/types'
import { can, useSession } from '../../app/session'
import { never, stamp } from '../../app/time'
import { WhereaboutsMark } from '../../components/marks'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

/** What a person enters here; stays enter center, leave and hospital themselves. */
const STATES: WhereaboutsState[] = ['home', 'out', 'staying', 'day_care', 'hospital', 'lost', 'unknown']

/** Where the elder is, with a return date, in two keys. */
export function WhereaboutsPanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { submit, error, busy } = useSubmit(['elder', elder.id])
  const [form, setForm] = useState<{ state: WhereaboutsState; back: Dayjs | null; place: string; phone: string; code: string } | null>(null)
  const w = elder.whereabouts
  const save = async () => {
    if (!form) return
    const done = await submit(() => data(api.POST('/api/v1/elders/{id}/whereabouts', {
      params: { path: { id: elder.id } },
      body: { state: form.state, return_at: form.back?.toISOString(), place: form.place || undefined, phone: form.phone || undefined, area_code: form.code || undefined },
    })))
    if (done) setForm(null)
  }
  return (
    <Panel title={t('elders.whereabouts')} extra={can.registry(staff.role) && !form && <Button size="small" onClick={() => setForm({ state: 'staying', back: null, place: '', phone: '', code: '' })}>{t('elders.whereaboutsSet')}</Button>}>
      <div className="row wrap">
        <WhereaboutsMark state={w?.state || 'unknown'} />
        {w && !never(w.since) && <span className="quiet num">{t('elders.whereaboutsSince', { at: stamp(w.since) })}</span>}
        {w?.place && <span>{w.place}</span>}
        {w?.phone && <a className="num" href={`tel:${w.phone}`}>{w.phone}</a>}
        {w?.area_code && <span className="num">{t('scene.areaCode')} {w.area_code}</span>}
        {w?.return_at && <span className="num">{t('elders.returnAt')} {stamp(w.return_at)}</span>}
      </div>
      {form && (
        <div className="stack" style={{ gap: 8, marginTop: 10 }}>
          <div className="row">
            <Select autoFocus aria-label={t('elders.whereabouts')} value={form.state} onChange={(state) => setForm({ ...form, state })} style={{ width: 130 }} options={STATES.map((s) => ({ value: s, label: t(`whereabouts.${s}`) }))} />
            <DatePicker aria-label={t('elders.returnAt')} placeholder={t('elders.returnAt')} value={form.back} onChange={(back) => setForm({ ...form, back })} style={{ flex: 1 }} />
          </div>
          <div className="row">
            <Input aria-label={t('elders.place')} placeholder={t('elders.place')} value={form.place} onChange={(e) => setForm({ ...form, place: e.target.value })} />
            <Input aria-label={t('common.phone')} placeholder={t('common.phone')} value={form.phone} onChange={(e) => setForm({ ...form, phone: e.target.value })} />
            <Input aria-label={t('scene.areaCode')} placeholder={t('scene.areaCode')} title={t('scene.areaCodeHint')} maxLength={4} style={{ width: 90 }} value={form.code} onChange={(e) => setForm({ ...form, code: e.target.value.trim() })} />
          </div>
          <ProblemLine error={error} />
          <div className="row">
            <Button type="primary" loading={busy} onClick={() => void save()}>{t('common.save')}</Button>
            <Button onClick={() => setForm(null)}>{t('common.cancel')}</Button>
          </div>
        </div>
      )}
      <p className="quiet" style={{ fontSize: 12, marginTop: 8 }}>{t('elders.notForButtons')}</p>
    </Panel>
  )
}
