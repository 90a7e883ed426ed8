import { Checkbox, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { Senses } from '../../api/sentences'
import type { ElderFile } from '../../api/types'
import { can, useSession } from '../../app/session'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

const HEARING = ['', 'hard', 'deaf'] as const
const SPEECH = ['', 'unclear', 'none'] as const

/** 沟通: how the elder hears, speaks and understands; each choice is kept at once. */
export function SensesPanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const may = can.registry(staff.role)
  const { submit, error } = useSubmit(['elder', elder.id])
  const senses: Senses = elder.senses ?? {}
  const keep = (change: Senses) => void submit(() => data(api.PUT('/api/v1/elders/{id}/senses', { params: { path: { id: elder.id } }, body: { ...senses, ...change } })))
  return (
    <Panel title={t('sentences.senses.title')}>
      <div className="stack" style={{ gap: 8 }}>
        <label className="row"><span style={{ width: 90 }}>{t('sentences.senses.hearing')}</span>
          <Select aria-label={t('sentences.senses.hearing')} className="grow" disabled={!may} value={senses.hearing ?? ''} onChange={(hearing) => keep({ hearing })} options={HEARING.map((v) => ({ value: v, label: t(`sentences.senses.hearings.${v || 'good'}`) }))} /></label>
        <label className="row"><span style={{ width: 90 }}>{t('sentences.senses.speech')}</span>
          <Select aria-label={t('sentences.senses.speech')} className="grow" disabled={!may} value={senses.speech ?? ''} onChange={(speech) => keep({ speech })} options={SPEECH.map((v) => ({ value: v, label: t(`sentences.senses.speeches.${v || 'good'}`) }))} /></label>
        <label className="row"><span style={{ width: 90 }}>{t('sentences.senses.dialect')}</span>
          <Input key={senses.dialect} aria-label={t('sentences.senses.dialect')} className="grow" disabled={!may} maxLength={40} defaultValue={senses.dialect} onBlur={(e) => { if (e.target.value.trim() !== (senses.dialect ?? '')) keep({ dialect: e.target.value.trim() }) }} /></label>
        <Checkbox disabled={!may} checked={senses.dementia ?? false} onChange={(e) => keep({ dementia: e.target.checked })}>{t('sentences.senses.dementia')}</Checkbox>
        {senses.hearing && <p className="quiet sentence-small">{t('sentences.senses.shown')}</p>}
        <ProblemLine error={error} />
      </div>
    </Panel>
  )
}
