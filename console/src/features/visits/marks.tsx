import { useTranslation } from 'react-i18next'
import type { Visit } from '../../api/types'

const TINT = { A: 'chip-good', B: 'chip-teal', C: 'chip-amber', D: 'chip-alarm' } as const

/** How well a visit is proven: the letter and the word. */
export function GradeMark({ grade }: { grade: Visit['grade'] }) {
  const { t } = useTranslation()
  if (!grade) return <span className="chip">{t('visits.ungraded')}</span>
  return <span className={`chip ${TINT[grade]}`}>{grade} {t(`visits.grade.${grade}`)}</span>
}
