import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { OUTCOMES, type IncidentFile } from '../../api/types'
import { fullStamp } from '../../app/time'
import { Key } from '../../components/parts'
import { word } from '../../i18n/word'
import type { Act } from './act'
import { asksWhyLate, FALSE_OUTCOMES, missingFor } from './closing'
import type { Draft } from './drafts'
import { useKeys } from './keys'

/** The bottom of the file: the outcome, and what still stands in its way. */
export function Closing({ incident, act, draft, change }: { incident: IncidentFile; act: Act; draft: Draft; change: (c: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  const missing = missingFor(incident, draft)
  const asks = asksWhyLate(incident)
  const close = async () => {
    if (missing.length > 0) {
      document.getElementById(missing.every((code) => code === 'note') ? 'desk-reason' : 'desk-outcome')?.focus()
      return
    }
    const late_reason = asks ? draft.late.trim() || undefined : undefined
    if (await act.act('close', { outcome: draft.outcome, note: draft.reason.trim() || undefined, late_reason })) change({ note: '', outcome: '', reason: '', late: '' })
  }
  useKeys({ 'Alt+J': incident.state === 'closed' ? undefined : () => void close() })
  if (incident.state === 'closed') {
    return (
      <div className="closing closing-over">
        <b>{t('desk.closed')}</b>
        <span>{word(t, 'outcome', incident.outcome)}</span>
        <span className="quiet num">{fullStamp(incident.closed_at)}</span>
        <span className="grow" />
        <span className="quiet">{t('desk.closedHint')}</span>
        <Button size="small" onClick={() => void act.act('reopen')}>{t('desk.reopen')}</Button>
      </div>
    )
  }
  const reason = FALSE_OUTCOMES.includes(draft.outcome)
  const label = t(reason ? 'desk.closeReason' : 'desk.closeNote')
  return (
    <div className="closing-box">
      <p className="closing-missing" role="status" data-ready={missing.length === 0}>
        {missing.length > 0 ? <>{t('desk.missing')}{missing.map((code) => word(t, 'missing', code)).join(t('common.and'))}</> : t('desk.ready')}
      </p>
      {asks && <input id="desk-late" className="line-input" style={{ width: '100%', marginBottom: 4 }} aria-label={t('hotline.times.lateAsk')} placeholder={t('hotline.times.lateAsk')} value={draft.late} onChange={(e) => change({ late: e.target.value })} />}
      <div className="closing">
        <label className="hidden-visually" htmlFor="desk-outcome">{t('desk.closeHint')}</label>
        <select id="desk-outcome" className="line-input" value={draft.outcome} onChange={(e) => change({ outcome: e.target.value })}>
          <option value="">{t('desk.closeHint')}…</option>
          {OUTCOMES.map((o) => <option key={o} value={o}>{t(`outcome.${o}`)}</option>)}
        </select>
        <input id="desk-reason" className="line-input grow" data-wanted={missing.includes('note')} aria-label={label} placeholder={label} value={draft.reason} onChange={(e) => change({ reason: e.target.value })} />
        <button type="button" className="close-button" aria-disabled={missing.length > 0} aria-keyshortcuts="Alt+J" onClick={() => void close()}>
          {t('desk.close')} <Key>Alt J</Key>
        </button>
      </div>
    </div>
  )
}
