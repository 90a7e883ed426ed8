import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { incidentQuery } from '../../api/queries'
import { OUTCOMES, type IncidentFile, type WhereaboutsState } from '../../api/types'
import { useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { ageOf, clock, elapsed } from '../../app/time'
import { Empty, Key, ProblemLine } from '../../components/parts'
import { IncidentMark, ReachMark, SeverityMark, WhereaboutsMark } from '../../components/marks'
import { noteText, word } from '../../i18n/word'
import { Actions } from './Actions'
import { useAct, type Act } from './act'
import { missingFor } from './closing'
import { useDraft, type Draft } from './drafts'
import { useDuty } from './duty'
import { useKeys } from './keys'
import { placeOf } from './queue'
import { Waited } from './waited'

/** The incident in hand. The elder's record opens only after answering. */
export function File({ id, onSend }: { id: string; onSend: () => void }) {
  const { t } = useTranslation()
  const { data: incident, error, refetch } = useQuery(incidentQuery(id))
  if (!incident) return <div className="file-pad">{error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />}</div>
  if (incident.state === 'open') return <Unanswered incident={incident} />
  return <Answered incident={incident} onSend={onSend} />
}

function Unanswered({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const duty = useDuty()
  return (
    <div className="unanswered">
      <Waited incident={incident} size="file" />
      <p className="row" style={{ fontSize: 20 }}><SeverityMark severity={incident.severity} label={false} /><b>{word(t, 'kind', incident.kind)}</b></p>
      <p style={{ fontSize: 16 }}>{placeOf(incident)}</p>
      <Button type="primary" size="large" onClick={() => void duty.answer(incident.id)}>{t('desk.answer')}</Button>
      <p className="quiet">{t('desk.answerFirst')}</p>
    </div>
  )
}

function Answered({ incident, onSend }: { incident: IncidentFile; onSend: () => void }) {
  const act = useAct(incident.id)
  const [draft, change] = useDraft(incident.id)
  return (
    <>
      <div className="file">
        <Head incident={incident} />
        <Facts incident={incident} act={act} />
        <Actions incident={incident} act={act} onSend={onSend} />
        <Script incident={incident} />
        <Timeline incident={incident} act={act} draft={draft} change={change} />
      </div>
      <Closing incident={incident} act={act} draft={draft} change={change} />
    </>
  )
}

function Head({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  const elder = incident.elder
  const age = ageOf(elder?.birth_date, now) ?? incident.elder_age
  const second = incident.second?.step > 0
  return (
    <header className="file-head">
      <div className="grow">
        <div className="row wrap">
          <SeverityMark severity={incident.severity} label={false} />
          <span>{word(t, 'kind', incident.kind)}</span>
          <h2>{elder?.name || incident.elder_name || t('common.unknownPerson')}</h2>
          {age ? <span className="num">{t('common.years', { count: age })}</span> : null}
          <IncidentMark state={incident.state} />
          {incident.answered_by && incident.answered_by !== staff.id && <span className="chip chip-amber taken">{t('desk.by', { name: incident.answered_name || incident.answered_by })}</span>}
          {incident.calls > 1 && <span className="chip chip-alarm num">{t('desk.repeats', { n: incident.calls })}</span>}
        </div>
        <div className="file-sub row wrap">
          <span className="num quiet">{incident.number}</span>
          {elder && <Link to="/elders/$id" params={{ id: elder.id }} className="link-plain">{t('desk.openFile')}</Link>}
          {elder?.whereabouts && elder.whereabouts !== 'home' && elder.whereabouts !== 'center' && <WhereaboutsMark state={elder.whereabouts as WhereaboutsState} />}
          {(incident.help ?? []).map((what) => <span key={what} className="chip chip-info">{t('desk.helpOnWay', { what: what === 'key_holder' ? t('desk.keyHolder') : what })}</span>)}
          {second && <span className="chip chip-amber num">{t('desk.second_ladder', { n: incident.second.step })}{incident.second.next_at && ` · ${t('desk.ladderNext', { for: elapsed(Date.parse(incident.second.next_at) - now) })}`}</span>}
        </div>
      </div>
      <Waited incident={incident} size="file" />
    </header>
  )
}

function Facts({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const { elder, household } = incident
  const others = (incident.elders ?? []).filter((e) => e.id !== elder?.id)
  return (
    <section className="file-facts" aria-label={t('desk.howToReach')}>
      {!elder && (
        <div className="act-panel">
          <b>{others.length > 0 ? t('desk.whoIsIt') : t('desk.unknownWho')}</b>
          {others.map((e) => <Button key={e.id} onClick={() => void act.act('elder', e.id)}>{e.name}{e.age != null && e.age >= 0 ? ` ${e.age}` : ''}</Button>)}
        </div>
      )}
      <div className="row wrap" style={{ fontSize: 16 }}>
        <ReachMark reach={elder?.reach ?? incident.reach} />
        {elder?.phone && <a className="num" href={`tel:${elder.phone}`}>{elder.phone}</a>}
        {elder?.reach_notes && <span>{elder.reach_notes}</span>}
        {elder && others.map((e) => <span key={e.id} className="chip">{t('desk.second', { name: e.name })}</span>)}
        {elder?.vital?.length ? elder.vital.map((v) => <span key={v} className="chip chip-vital">{v}</span>) : elder && <span className="quiet" style={{ fontSize: 13 }}>{t('desk.noVital')}</span>}
      </div>
      <p className="file-way">
        {household?.directions && <b>{household.directions}</b>}
        {elder?.conditions && <span>{t('desk.conditions')} {elder.conditions}</span>}
        <span className="quiet">{[incident.township, incident.village, household?.group, household?.address, incident.center_name].filter(Boolean).join(' · ')}</span>
      </p>
    </section>
  )
}

function Script({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const reach = incident.elder?.reach ?? incident.reach
  if (incident.state === 'closed') return null
  return (
    <p className="script">
      <b>{t('desk.script')}</b> {word(t, 'script', incident.kind)}
      {(reach === 'send' || reach === 'device') && <em> {t('script.silent')}</em>}
    </p>
  )
}

function Timeline({ incident, act, draft, change }: { incident: IncidentFile; act: Act; draft: Draft; change: (c: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  useKeys({ 'Alt+N': () => document.getElementById('desk-note')?.focus() })
  const save = async () => {
    const text = draft.note.trim()
    if (text && await act.act('note', { text })) change({ note: '' })
  }
  const lines = [...(incident.timeline ?? [])].reverse()
  return (
    <section className="timeline" aria-label={t('desk.timeline')}>
      <label className="hidden-visually" htmlFor="desk-note">{t('desk.noteKey')}</label>
      <div className="row">
        <textarea
          id="desk-note"
          className="line-input grow"
          rows={1}
          value={draft.note}
          placeholder={t('desk.noteHint')}
          aria-keyshortcuts="Alt+N"
          onChange={(e) => change({ note: e.target.value })}
          onKeyDown={(e) => {
            if (e.key === 'Escape') e.currentTarget.blur()
            if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return
            e.preventDefault()
            void save()
          }}
        />
        <Key>Alt N</Key>
      </div>
      {draft.note && <p className="quiet" style={{ fontSize: 12 }}>{t('desk.draft')}</p>}
      <ol className="timeline-lines" tabIndex={0} aria-label={t('desk.timeline')}>
        {lines.map((line, i) => (
          <li key={`${line.at}-${lines.length - i}`}>
            <time className="num">{clock(line.at)}</time>
            <span>
              <b>{word(t, 'what', line.what)}</b>
              {line.by && line.by !== 'system' && <span className="quiet"> {line.by_name || line.by}</span>}
              {line.note && <span> {noteText(t, line.what, line.note)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Closing({ incident, act, draft, change }: { incident: IncidentFile; act: Act; draft: Draft; change: (c: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  const missing = missingFor(incident, draft)
  const close = async () => {
    if (missing.length > 0) {
      document.getElementById('desk-outcome')?.focus()
      return
    }
    if (await act.act('close', { outcome: draft.outcome, note: draft.reason.trim() || undefined })) change({ note: '', outcome: '', reason: '' })
  }
  useKeys({ 'Alt+J': incident.state === 'closed' ? undefined : () => void close() })
  if (incident.state === 'closed') {
    return (
      <div className="closing">
        <b>{t('desk.closed')}</b>
        <span>{word(t, 'outcome', incident.outcome)}</span>
        <span className="quiet">{clock(incident.closed_at)}</span>
        <span className="grow" />
        <span className="quiet">{t('desk.closedHint')}</span>
        <Button size="small" onClick={() => void act.act('reopen')}>{t('desk.reopen')}</Button>
      </div>
    )
  }
  return (
    <div className="closing-box">
      <p className="closing-missing" role="status">
        {missing.length > 0 ? <>{t('desk.missing')}{missing.map((code) => word(t, 'missing', code)).join(t('common.and'))}</> : t('desk.ready')}
      </p>
      <div className="closing">
        <label className="hidden-visually" htmlFor="desk-outcome">{t('desk.closeHint')}</label>
        <select id="desk-outcome" className="line-input" value={draft.outcome} onChange={(e) => change({ outcome: e.target.value })}>
          <option value="">{t('desk.closeHint')}…</option>
          {OUTCOMES.map((o) => <option key={o} value={o}>{t(`outcome.${o}`)}</option>)}
        </select>
        <input className="line-input grow" aria-label={t('desk.closeNote')} placeholder={t('desk.closeNote')} value={draft.reason} onChange={(e) => change({ reason: e.target.value })} />
        <button type="button" className="close-button" aria-disabled={missing.length > 0} aria-keyshortcuts="Alt+J" onClick={() => void close()}>
          {t('desk.close')} <Key>Alt J</Key>
        </button>
      </div>
    </div>
  )
}
