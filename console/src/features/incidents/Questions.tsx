import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { Key } from '../../components/parts'
import { word } from '../../i18n/word'
import type { Act } from './act'
import { useKeys } from './keys'

const ANSWERS = [['yes', 'S'], ['no', 'B'], ['unknown', 'Q']] as const

/** One scripted question at a time; what was answered stands beside, and may be asked again. */
export function Questions({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const [again, setAgain] = useState('')
  const answers = incident.answers ?? []
  const questions = incident.questions ?? []
  const next = again || questions.find((q) => !answers.some((a) => a.question === q))
  const answer = (given: 'yes' | 'no' | 'unknown') => () => {
    if (next) void act.act('asked', next, given).then(() => setAgain(''))
  }
  useKeys(Object.fromEntries(ANSWERS.map(([given, letter]) => [`Alt+${letter}`, next ? answer(given) : undefined])))
  return (
    <div className="row wrap questions" role="group" aria-label={t('work.said')}>
      {next && (
        <>
          <b>{word(t, 'work.question', next)}</b>
          {ANSWERS.map(([given, letter]) => (
            <button key={given} type="button" className="ask" aria-keyshortcuts={`Alt+${letter}`} disabled={act.busy} onClick={answer(given)}>{t(`work.answer.${given}`)} <Key>Alt {letter}</Key></button>
          ))}
        </>
      )}
      {answers.map((a) => (
        <button key={a.question} type="button" className="chip said" title={t('work.again')} onClick={() => setAgain(a.question)}>
          {word(t, 'work.question', a.question).replace(/[？?]$/, '')} <b>{word(t, 'work.answer', a.answer)}</b>
        </button>
      ))}
    </div>
  )
}
