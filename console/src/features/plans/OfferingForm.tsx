import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { SERVICES, type Service } from '../../api/types'
import { DayPick } from '../../components/day'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { fenOf, yuan } from './money'
import type { Offering } from './queries'

interface Check { code?: string; name: string; unit?: string; min?: number | null; max?: number | null }

interface Values {
  given: Offering['given']; pre_checks?: Check[]
  id: string; service: Service; name: string; minutes: number; certificates?: string; two_persons?: boolean; consent?: boolean; receipt?: boolean; disabled?: boolean
  checklist?: string; advance?: number; price_from?: string; price_whole?: number; price_subsidy?: number
}

export function OfferingForm({ offering: old, onDone }: { offering?: Offering; onDone: (id?: string) => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['offerings'])
  async function save(v: Values) {
    // A price of the same day takes the place of the one that was there.
    const prices = (old?.prices ?? []).filter((p) => p.from !== v.price_from)
    const fen = fenOf(v.price_whole)
    if (v.price_from && fen !== undefined) prices.push({ from: v.price_from, fen, subsidy_fen: fenOf(v.price_subsidy) ?? 0 })
    const saved = await submit(() => data(api.PUT('/api/v1/offerings/{id}', {
      params: { path: { id: old?.id ?? v.id } },
      body: {
        service: v.service, name: v.name, minutes: v.minutes, two_persons: v.two_persons, consent: v.consent, receipt: v.receipt, disabled: v.disabled,
        certificates: v.certificates?.split(/[、,，]+/).map((c) => c.trim()).filter(Boolean), checklist: v.checklist?.split('\n').map((c) => c.trim()).filter(Boolean),
        advance_fen: fenOf(v.advance) ?? 0, pre_checks: checksOf(v.pre_checks ?? []), given: v.given, listed: old?.listed, prices, version: old?.version ?? 0,
      },
    })))
    if (saved) onDone(saved.id)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Panel title={old?.name ?? t('plans.catalogue.new')}>
      <Form layout="vertical" onFinish={save} requiredMark={false} initialValues={{
        ...old, service: old?.service ?? 'meal', given: old?.given ?? 'home', minutes: old?.minutes ?? 30, certificates: old?.certificates?.join('、'), checklist: old?.checklist?.join('\n'),
        advance: old?.advance_fen ? yuan(old.advance_fen) : undefined,
      }}>
        {!old && <Form.Item name="id" label={t('plans.catalogue.id')} rules={required} extra={t('plans.catalogue.idHint')}><Input autoFocus maxLength={40} /></Form.Item>}
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-7"><Form.Item name="name" label={t('plans.catalogue.name')} rules={required}><Input maxLength={60} /></Form.Item></div>
          <div className="span-5"><Form.Item name="minutes" label={t('plans.catalogue.minutes')} rules={required}><InputNumber min={1} max={1440} style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-7"><Form.Item name="service" label={t('orders.service')} rules={required}><Select disabled={!!old} options={SERVICES.map((s) => ({ value: s, label: t(`service.${s}`) }))} /></Form.Item></div>
          <div className="span-7"><Form.Item name="given" label={t('plans.catalogue.given')} rules={required}><Select options={(['home', 'site', 'phone'] as const).map((g) => ({ value: g, label: t(`plans.catalogue.givenAt.${g}`) }))} /></Form.Item></div>
          <div className="span-5"><Form.Item name="advance" label={t('plans.catalogue.advanceYuan')}><InputNumber min={0} max={10000} style={{ width: '100%' }} /></Form.Item></div>
        </div>
        <Form.Item name="certificates" label={t('plans.catalogue.certificates')} extra={t('plans.catalogue.certificatesHint')}><Input /></Form.Item>
        <Form.Item name="checklist" label={t('plans.catalogue.checklist')} extra={t('plans.catalogue.checklistHint')}><Input.TextArea rows={4} /></Form.Item>
        <PreChecks />
        <div className="row wrap">
          <Form.Item name="two_persons" valuePropName="checked"><Checkbox>{t('plans.catalogue.twoPersons')}</Checkbox></Form.Item>
          <Form.Item name="consent" valuePropName="checked"><Checkbox>{t('plans.catalogue.consent')}</Checkbox></Form.Item>
          <Form.Item name="receipt" valuePropName="checked"><Checkbox>{t('plans.catalogue.receipt')}</Checkbox></Form.Item>
          <Form.Item name="disabled" valuePropName="checked"><Checkbox>{t('plans.catalogue.disabled')}</Checkbox></Form.Item>
        </div>
        <p className="quiet" style={{ marginBottom: 6 }}>{t('plans.catalogue.addPrice')}</p>
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-4"><Form.Item name="price_from" label={t('plans.catalogue.priceFrom')}><DayPick style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-4"><Form.Item name="price_whole" label={t('plans.catalogue.priceWhole')}><InputNumber min={0} style={{ width: '100%' }} /></Form.Item></div>
          <div className="span-4"><Form.Item name="price_subsidy" label={t('plans.catalogue.priceSubsidy')}><InputNumber min={0} style={{ width: '100%' }} /></Form.Item></div>
        </div>
        <ProblemLine error={error} />
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
          <Button onClick={() => onDone()}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Panel>
  )
}

/** Checks as they are kept; one that was added is called by a code that no other has. */
export function checksOf(rows: Check[]): NonNullable<Offering['pre_checks']> {
  const codes = new Set(rows.map((r) => r.code).filter(Boolean))
  return rows.map((r) => {
    let code = r.code ?? ''
    for (let n = 1; !code; n++) if (!codes.has(`check_${n}`)) code = `check_${n}`
    codes.add(code)
    return { code, name: r.name.trim(), unit: r.unit?.trim() ?? '', min: r.min ?? null, max: r.max ?? null }
  })
}

/** What is measured before, with the bounds outside of which the service is not begun. */
function PreChecks() {
  const { t } = useTranslation()
  return (
    <Form.List name="pre_checks">
      {(rows, { add, remove }) => (
        <Form.Item label={t('plans.catalogue.preChecks')} extra={t('plans.catalogue.checkHint')}>
          {rows.map((row) => (
            <div key={row.key} className="row" style={{ marginBottom: 6, gap: 6 }}>
              <Form.Item name={[row.name, 'name']} rules={[{ required: true, message: t('common.required') }]} noStyle><Input maxLength={20} placeholder={t('plans.catalogue.checkName')} aria-label={t('plans.catalogue.checkName')} /></Form.Item>
              <Form.Item name={[row.name, 'unit']} noStyle><Input maxLength={10} placeholder={t('plans.catalogue.checkUnit')} aria-label={t('plans.catalogue.checkUnit')} style={{ flex: '0 0 72px' }} /></Form.Item>
              <Form.Item name={[row.name, 'min']} noStyle><InputNumber placeholder={t('plans.catalogue.checkMin')} aria-label={t('plans.catalogue.checkMin')} style={{ flex: '0 0 84px' }} /></Form.Item>
              <Form.Item name={[row.name, 'max']} dependencies={[['pre_checks', row.name, 'min']]} rules={[({ getFieldValue }) => ({
                validator: (_, max: number | null) => {
                  const min = getFieldValue(['pre_checks', row.name, 'min']) as number | null | undefined
                  return max != null && min != null && min > max ? Promise.reject(new Error(t('plans.catalogue.checkBounds'))) : Promise.resolve()
                },
              })]} noStyle><InputNumber placeholder={t('plans.catalogue.checkMax')} aria-label={t('plans.catalogue.checkMax')} style={{ flex: '0 0 84px' }} /></Form.Item>
              <Button size="small" onClick={() => remove(row.name)} aria-label={t('common.remove')}>×</Button>
            </div>
          ))}
          <Button size="small" onClick={() => add({})}>{t('plans.catalogue.checkAdd')}</Button>
        </Form.Item>
      )}
    </Form.List>
  )
}
