import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import type { Act } from './act'
import { photoOf, type PhotoKind } from './photo'
import './scene.css'

/** The photos of one kind, with a way to add one. */
export function Photos({ incident, kind, label, act, wide }: { incident: Pick<IncidentFile, 'id' | 'files'>; kind: PhotoKind; label: string; act?: Act; wide?: boolean }) {
  const { t } = useTranslation()
  const [failed, setFailed] = useState(false)
  const files = (incident.files ?? []).filter((f) => f.kind === kind)
  return (
    <span className="row wrap scene-photos" data-wide={wide}>
      {files.map((f) => <a key={f.id} href={photoOf(incident.id, f.id)} target="_blank" rel="noreferrer"><img src={photoOf(incident.id, f.id)} alt={label} loading="lazy" /></a>)}
      {act && (
        <label className="scene-add no-print">
          {label} +
          <input type="file" accept="image/*" aria-label={`${label}${t('common.colon')}${t('scene.addPhoto')}`} onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) void act.act('photo', kind, file).then((ok) => setFailed(!ok))
          }} />
        </label>
      )}
      {failed && <ProblemLine error={act?.error} />}
    </span>
  )
}
