import { useTranslation } from 'react-i18next'
import { Key } from '../../components/parts'

const KEYS = [
  ['F2', 'answerFirstKey'], ['Alt ↑ ↓', 'chooseKey'], ['Alt A', 'answerKey'], ['1 – 9, 0', 'actKey'], ['Alt N', 'noteKey'], ['Alt J', 'close'], ['Alt Z', 'escalate'], ['Alt Y', 'reinforce'], ['Alt R', 'callKey'], ['Alt L', 'missed'],
] as const

/** The keys of the desk, shown while nothing is in hand; later each button shows its own. */
export function Keys() {
  const { t } = useTranslation()
  return (
    <section className="side-block">
      <h2>{t('desk.keys')}</h2>
      <dl className="keys">
        {KEYS.map(([key, what]) => <div key={key}><dt><Key>{key}</Key></dt><dd>{t(`desk.${what}`)}</dd></div>)}
      </dl>
    </section>
  )
}
