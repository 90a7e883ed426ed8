import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { incidentQuery } from '../../api/queries'
import type { IncidentFile } from '../../api/types'
import { Empty, Key, ProblemLine } from '../../components/parts'
import { SeverityMark } from '../../components/marks'
import { word } from '../../i18n/word'
import { Actions } from './Actions'
import { useAct } from './act'
import { Closing } from './Closing'
import { useDraft } from './drafts'
import { useDuty } from './duty'
import { FileHead } from './FileHead'
import { placeOf } from './queue'
import { Status } from './Status'
import { Timeline } from './Timeline'
import { Waited } from './waited'

/** The incident in hand; `first` when F2 would answer it. The elder's record opens only after answering. */
export function File({ id, first, onSend }: { id: string; first: boolean; onSend: () => void }) {
  const { t } = useTranslation()
  const { data: incident, error, refetch } = useQuery(incidentQuery(id))
  if (!incident) return <div className="file-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  if (incident.state === 'open') return <Unanswered incident={incident} first={first} />
  return <Answered incident={incident} first={first} onSend={onSend} />
}

function Unanswered({ incident, first }: { incident: IncidentFile; first: boolean }) {
  const { t } = useTranslation()
  const duty = useDuty()
  const answer = () => void duty.answer(incident.id)
  return (
    <div className="unanswered">
      <Waited incident={incident} size="file" />
      <p className="row unanswered-kind"><SeverityMark severity={incident.severity} label={false} /><b>{word(t, 'kind', incident.kind)}</b></p>
      <p className="unanswered-place">{placeOf(incident)}</p>
      <Button type="primary" size="large" aria-keyshortcuts="Alt+A" onClick={answer}>{t('desk.answer')} <Key>{first ? 'F2' : 'Alt A'}</Key></Button>
      <p className="quiet">{t('desk.answerFirst')}</p>
    </div>
  )
}

function Answered({ incident, first, onSend }: { incident: IncidentFile; first: boolean; onSend: () => void }) {
  const act = useAct(incident.id)
  const [draft, change] = useDraft(incident.id)
  return (
    <>
      <div className="file">
        <FileHead incident={incident} act={act} />
        <Actions incident={incident} act={act} onSend={onSend} />
        <Status incident={incident} first={first} act={act} />
        <Timeline incident={incident} act={act} draft={draft} change={change} />
      </div>
      <Closing incident={incident} act={act} draft={draft} change={change} />
    </>
  )
}
