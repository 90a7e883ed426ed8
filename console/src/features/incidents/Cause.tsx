import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deskIncidentsQuery } from '../../api/queries'
import type { IncidentFile } from '../../api/types'
import { IncidentMark } from '../../components/marks'
import { ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { useAct } from './act'
import { placeOf } from './queue'

/** Other incidents of the same cause: two calls about one fire. Each goes on by itself. */
export function Cause({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const [linking, setLinking] = useState(false)
  const act = useAct(incident.id)
  const { data } = useQuery({ ...deskIncidentsQuery, enabled: linking })
  const linked = incident.same_cause ?? []
  const others = (data?.items ?? []).filter((i) => i.id !== incident.id && !linked.some((l) => l.id === i.id))
  return (
    <section className="side-block">
      <h2 className="row">{t('work.cause')}<span className="grow" />
        {incident.cause_id && <button type="button" className="link-button" onClick={() => void act.act('link')}>{t('work.unlink')}</button>}
        <button type="button" className="link-button" aria-expanded={linking} onClick={() => setLinking(!linking)}>{t('work.link')}</button>
      </h2>
      {linked.length === 0 && !linking && <p className="quiet">{t('work.causeNone')}</p>}
      <ul className="before">
        {linked.map((l) => (
          <li key={l.id} className="row">
            <Link to="/desk" search={{ incident: l.id }} className="link-plain ellipsis">{word(t, 'kind', l.kind)} {l.elder_name} {l.village}</Link>
            <span className="grow" /><IncidentMark state={l.state} />
          </li>
        ))}
      </ul>
      {linking && (
        <select className="line-input" aria-label={t('work.linkPick')} autoFocus value="" onChange={(e) => void act.act('link', e.target.value).then((ok) => ok && setLinking(false))}>
          <option value="">{t('work.linkPick')}…</option>
          {others.map((i) => <option key={i.id} value={i.id}>{[i.number, word(t, 'kind', i.kind), i.elder_name, placeOf(i)].filter(Boolean).join(' ')}</option>)}
        </select>
      )}
      <ProblemLine error={act.error} />
    </section>
  )
}
