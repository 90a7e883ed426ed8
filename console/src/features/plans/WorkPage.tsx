import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { DataAge } from '../../components/age'
import './plans.css'

/** The frame of orders and of what makes them: one line of doors, then the page. */
export function WorkPage({ title, age, limit, actions, children }: { title: ReactNode; age?: number; limit?: number; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const doors = [
    { to: '/orders', label: t('plans.tabs.orders') },
    { to: '/orders/plans', label: t('plans.tabs.plans') },
    { to: '/orders/kitchen', label: t('plans.tabs.kitchen') },
    { to: '/orders/activities', label: t('plans.tabs.activities') },
    { to: '/orders/outreach', label: t('plans.tabs.outreach') },
    { to: '/orders/catalogue', label: t('plans.tabs.catalogue') },
    ...(can.statements(staff.role) ? [{ to: '/statements', label: t('visits.statements.title') } as const] : []),
  ] as const
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="hidden-visually">{title}</h1>
        <nav className="doors no-print" aria-label={t('plans.tabsLabel')}>
          {doors.map((d) => <Link key={d.to} to={d.to} search={{}} activeOptions={{ exact: true, includeSearch: false }} className="door">{d.label}</Link>)}
        </nav>
        {age !== undefined && <DataAge at={age} limit={limit} />}
        <div className="grow" />
        {actions}
      </div>
      {children}
    </div>
  )
}
