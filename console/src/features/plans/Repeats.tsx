import { useTranslation } from 'react-i18next'
import type { Plan } from './queries'
import { readRule } from './rule'

/** How often a plan comes, in words; a rule that has none is shown as it is. */
export function Repeats({ plan }: { plan: Pick<Plan, 'rule' | 'times'> }) {
  const { t } = useTranslation()
  const rule = readRule(plan.rule)
  const days = (rule?.days ?? []).map((d) => t(`plans.weekday.${d}`)).join(t('plans.dayComma'))
  const often = !rule ? plan.rule
    : rule.every === 'day' ? t('plans.daily')
      : rule.every === 'week' ? t('plans.weekly', { days })
        : rule.nth === undefined ? t('plans.monthlyOn', { n: rule.dayOfMonth }) : rule.nth < 0 ? t('plans.monthlyLast', { days }) : t('plans.monthlyNth', { n: t(`plans.nthWord.${rule.nth as 1}`), days })
  return <span>{often} <span className="num quiet">{(plan.times ?? []).join(' ')}</span></span>
}
