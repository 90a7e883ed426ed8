import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { DoorsPage, type Door } from '../../components/doors'
import './plans.css'

/** The frame of orders and of what makes them. */
export function WorkPage(page: { title: ReactNode; age?: number; limit?: number; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const doors: Door[] = [
    { to: '/orders', label: t('plans.tabs.orders') },
    { to: '/orders/plans', label: t('plans.tabs.plans') },
    { to: '/orders/kitchen', label: t('plans.tabs.kitchen') },
    { to: '/orders/activities', label: t('plans.tabs.activities') },
    { to: '/orders/outreach', label: t('plans.tabs.outreach') },
    { to: '/orders/catalogue', label: t('plans.tabs.catalogue') },
  ]
  if (can.books(staff.role)) doors.push({ to: '/orders/money', label: t('accounts.unsettled.title') })
  if (can.statements(staff.role)) doors.push({ to: '/statements', label: t('visits.statements.title') })
  return <DoorsPage label={t('plans.tabsLabel')} doors={doors} {...page} />
}
