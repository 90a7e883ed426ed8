import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { clock } from '../../app/time'
import { Key } from '../../components/parts'
import { noteText, word } from '../../i18n/word'
import type { Act } from './act'
import type { Draft } from './drafts'
import { useKeys } from './keys'
import { fold } from './timeline'

/** What happened, with the note field always open above it. */
export function Timeline({ incident, act, draft, change }: { incident: IncidentFile; act: Act; draft: Draft; change: (c: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  useKeys({ 'Alt+N': () => document.getElementById('desk-note')?.focus() })
  const save = async () => {
    const text = draft.note.trim()
    if (text && await act.act('note', { text })) change({ note: '' })
  }
  return (
    <section className="timeline" aria-label={t('desk.timeline')}>
      <label className="hidden-visually" htmlFor="desk-note">{t('desk.noteKey')}</label>
      <div className="row note-row">
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
        {draft.note && <span className="quiet nowrap note-kept">{t('desk.draft')}</span>}
        <Key>Alt N</Key>
      </div>
      <ol className="timeline-lines" tabIndex={0} aria-label={t('desk.timeline')}>
        {fold(incident.timeline ?? []).map(({ line, times }, i, all) => (
          <li key={`${line.at}-${all.length - i}`}>
            <time className="num">{clock(line.at)}</time>
            <span>
              <b>{times > 1 ? t('desk.pressedTimes', { n: times }) : word(t, 'what', line.what)}</b>
              {line.by && line.by !== 'system' && <span className="quiet"> {line.by_name || line.by}</span>}
              {line.note && times === 1 && <span> {noteText(t, line.what, line.note)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
