import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { useNow } from '../../app/clock'
import { clock, stamp } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import type { Sample } from './medicine'

/** One sample with what may be done with it. */
export function KeptDish({ sample: s, may, dated }: { sample: Sample; may: boolean; dated?: boolean }) {
  const { t } = useTranslation()
  const now = useNow()
  const { submit, error, busy } = useSubmit(['samples'], ['today'], ['kitchen-samples'])
  const [asking, setAsking] = useState<'discard' | 'strike'>()
  const [why, setWhy] = useState('')
  const to = { params: { path: { id: s.id } } }
  const send = async (act: 'discard' | 'strike', reason = '') => {
    const done = await submit(() => (act === 'discard' ? data(api.POST('/api/v1/samples/{id}/discard', { ...to, body: { reason } })) : data(api.POST('/api/v1/samples/{id}/strike', { ...to, body: { reason } }))))
    if (done) setAsking(undefined)
  }
  const over = now >= Date.parse(s.keep_until)
  return (
    <div className="kept-dish" data-struck={Boolean(s.struck_at)}>
      <b>{s.dish}</b>
      <span className="num">{s.grams} g</span>
      {s.cold ? <span className="num quiet">{t('carehome.samples.cold', { c: s.celsius })}</span> : <span className="chip chip-amber num">{t('carehome.samples.warm', { c: s.celsius })}</span>}
      <span className="num quiet">{dated && `${s.day.slice(5)} ${t(`carehome.samples.meal.${s.meal}`)} `}{clock(s.taken_at).slice(0, 5)} {s.by_name}</span>
      <span className="grow" />
      {s.struck_at ? <span>{t('carehome.samples.struck', { why: s.strike_reason })}</span>
        : s.discarded_at ? <span className="num quiet">{t('carehome.samples.discarded')} {stamp(s.discarded_at)} {s.discarded_name} {s.discard_reason}</span>
          : <span className="num quiet">{t('carehome.samples.keepUntil')} {stamp(s.keep_until)}</span>}
      {may && !s.struck_at && !s.discarded_at && !asking && (
        <>
          {over ? <Button loading={busy} onClick={() => void send('discard')}>{t('carehome.samples.discard')}</Button> : <Button type="text" onClick={() => setAsking('discard')}>{t('carehome.samples.discardEarly')}</Button>}
          <Button type="text" onClick={() => setAsking('strike')}>{t('carehome.samples.strike')}</Button>
        </>
      )}
      {asking && (
        <span className="row wrap">
          <Input style={{ width: 200 }} aria-label={asking === 'strike' ? t('carehome.samples.strikeWhy') : t('carehome.samples.discardEarly')} placeholder={asking === 'strike' ? t('carehome.samples.strikeWhy') : t('carehome.samples.discardEarly')} value={why} maxLength={200} onChange={(e) => setWhy(e.target.value)} />
          <Button type="primary" loading={busy} disabled={!why.trim()} onClick={() => void send(asking, why)}>{t('carehome.send')}</Button>
          <Button onClick={() => setAsking(undefined)}>{t('common.cancel')}</Button>
        </span>
      )}
      <ProblemLine error={error} />
    </div>
  )
}
