import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { firstAidQuery } from '../../api/queries'
import { day } from '../../app/time'
import './scene.css'

/** The words of 120 at the script: approved and dated, or nothing at all. */
export function FirstAid({ kind }: { kind: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(firstAidQuery(kind))
  return (data?.items ?? []).map((a) => a.told && (
    <details key={a.id} className="scene-aid">
      <summary>{t('scene.firstAid')} <b>{a.told.title}</b></summary>
      <p className="scene-aid-text">{a.told.body}</p>
      <p className="quiet">{t('scene.firstAidBy', { source: a.told.source, name: a.approved_name ?? '', at: day(a.told.approved_at), until: a.told.review_by })}</p>
    </details>
  ))
}
