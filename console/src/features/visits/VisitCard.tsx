import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Visit } from '../../api/types'
import { shanghai, stamp } from '../../app/time'
import { word } from '../../i18n/word'
import { yuan } from '../plans/money'
import { GradeMark } from './marks'
import { visitQuery } from './queries'
import './visits.css'

const SIGN = { for: '✓', against: '△', contradicts: '✕', unknown: '–' } as const

/** The evidence of an order's visit, its grade and why. */
export function VisitCard({ order }: { order: string }) {
  const { t } = useTranslation()
  const { data: visit } = useQuery(visitQuery(order))
  if (!visit) return null
  return (
    <section className="visit" aria-label={t('visits.title')}>
      <h3 className="row"><span>{t('visits.title')}</span><span className="grow" />{visit.state === 'done' ? <GradeMark grade={visit.grade} /> : <span className="chip">{t(`visits.state.${visit.state}`)}</span>}</h3>
      <dl className="facts">
        {visit.start_at && <><dt>{t('visits.stayed')}</dt><dd className="num">{t('visits.from', { from: stamp(visit.start_at), to: visit.end_at ? shanghai(visit.end_at).format('HH:mm') : '…' })}{visit.minutes >= 0 && ` · ${t('visits.minutes', { n: visit.minutes })}`}{lateUpload(visit) && <span className="quiet"> · {t('visits.uploaded', { at: stamp(visit.uploaded_at) })}</span>}</dd></>}
        {visit.second_name && <><dt>{t('visits.second')}</dt><dd>{visit.second_name}</dd></>}
        {visit.spot && <><dt>{t('visits.position')}</dt><dd className="num">{visit.spot.distance_m == null ? t('visits.reason.no_map_point') : t('visits.distance', { m: visit.spot.distance_m, a: Math.round(visit.spot.accuracy_m) })}</dd></>}
        {visit.door && <><dt>{t('visits.door')}</dt><dd>{t(`visits.doorIs.${visit.door}`)}</dd></>}
        {visit.keys?.length ? <><dt>{t('visits.keys')}</dt><dd className="num">{visit.keys.map((k) => `${t(`visits.keyHow.${k.how}`)} ${shanghai(k.at).format('HH:mm')}`).join(t('common.comma'))}</dd></> : null}
        {visit.checks?.length ? <><dt>{t('visits.checks')}</dt><dd>{visit.checks.map((c) => <span key={c.code} className={`chip num ${c.ok ? 'chip-good' : 'chip-alarm'}`}>{c.name} {c.value} {c.unit}</span>)}</dd></> : null}
        {visit.done?.length ? <><dt>{t('visits.done')}</dt><dd>{visit.done.join(t('common.comma'))}</dd></> : null}
        {visit.paid_fen ? <><dt>{t('visits.paid')}</dt><dd className="num">{t('visits.paidYuan', { yuan: yuan(visit.paid_fen) })}</dd></> : null}
        {visit.signature && <><dt>{t('visits.signature')}</dt><dd>{t(`visits.how.${visit.signature.how}`)}{visit.signature.name ? ` ${visit.signature.name}` : ''}{visit.signature.relation ? `（${t(`visits.relation.${visit.signature.relation}`)}）` : ''}</dd></>}
        {visit.home?.length ? <><dt>{t('visits.home')}</dt><dd>{visit.home.map((h) => `${t(`visits.homeWhat.${h.what}`)} ${t(`visits.homeFound.${h.found}`)}`).join(t('common.comma'))}</dd></> : null}
        {visit.note && <><dt>{t('visits.note')}</dt><dd>{visit.note}</dd></>}
      </dl>
      {visit.reasons?.length ? (
        <ul className="visit-why" aria-label={t('visits.why')}>
          {visit.reasons.map((r) => (
            <li key={r.code} data-weighs={r.weighs}><span aria-hidden="true">{SIGN[r.weighs]}</span> <span className="hidden-visually">{t(`visits.weighs.${r.weighs}`)} </span>{word(t, 'visits.reason', r.code)}</li>
          ))}
        </ul>
      ) : null}
      {visit.lot && <p className="quiet">{t(`visits.lotIs.${visit.lot}`)}</p>}
      {visit.state === 'done' && !visit.final && <p className="quiet">{t('visits.notFinal')}</p>}
      <Pictures visit={visit} />
    </section>
  )
}

/** More than an hour between the end and the upload: there was no signal. */
const lateUpload = (v: Visit) => v.end_at != null && Date.parse(v.uploaded_at) - Date.parse(v.end_at) > 3_600_000

/** Nobody looks at a picture by accident: each look is recorded. */
function Pictures({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  const all = visit.files ?? []
  const files = all.filter((f) => !f.erased_at)
  const erased = all.filter((f) => f.erased_at)
  if (all.length === 0) return null
  return (
    <div className="visit-files">
      {!shown && files.length > 0 && <Button size="small" onClick={() => setShown(true)}>{t('visits.show', { n: files.length })}</Button>}
      {!shown && files.length > 0 && <span className="quiet"> {t('visits.look')}</span>}
      {shown && (
        <ul>
          {files.map((f) => (
            <li key={f.id}>
              <a href={`/api/v1/orders/${visit.id}/files/${f.id}`} target="_blank" rel="noreferrer"><img src={`/api/v1/orders/${visit.id}/files/${f.id}`} alt={t(`visits.fileKind.${f.kind}`)} loading="lazy" /></a>
              <small className="quiet">{t(`visits.fileKind.${f.kind}`)} <span className="num">{shanghai(f.at).format('HH:mm')}</span></small>
            </li>
          ))}
        </ul>
      )}
      {erased.length > 0 && <ul className="visit-erased">{erased.map((f) => <li key={f.id} className="quiet">{t(`visits.fileKind.${f.kind}`)} <span className="num">{stamp(f.at)}</span> · {t('visits.erased', { at: f.erased_at ? stamp(f.erased_at) : '' })} <small className="num" title={f.sha256}>SHA-256 {f.sha256.slice(0, 12)}…</small></li>)}</ul>}
    </div>
  )
}
