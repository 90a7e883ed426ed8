import { useTranslation } from 'react-i18next'
import type { Senses } from '../../api/sentences'

/** How the elder hears, speaks and understands, in the first line of the file. */
export function SensesChips({ senses }: { senses?: Senses | null }) {
  const { t } = useTranslation()
  if (!senses) return null
  const words = [
    senses.hearing && t(`sentences.senses.hearings.${senses.hearing}`), senses.speech && t(`sentences.senses.speeches.${senses.speech}`),
    senses.dementia && t('sentences.senses.dementia'), senses.dialect && t('sentences.senses.speaks', { dialect: senses.dialect }),
  ].filter(Boolean)
  return words.map((one) => <span key={String(one)} className="chip">{one}</span>)
}
