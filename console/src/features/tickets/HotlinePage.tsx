import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { DataAge } from '../../components/age'

/** The frame of the hotline's pages: one line of doors, then the page. */
export function HotlinePage({ title, age, limit, actions, children }: { title: ReactNode; age?: number; limit?: number; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const doors = [
    { to: '/tickets', label: t('hotline.tabs.tickets'), open: true },
    { to: '/tickets/articles', label: t('hotline.tabs.articles'), open: true },
    { to: '/tickets/follow-ups', label: t('hotline.tabs.followUps'), open: can.audits(staff.role) },
    { to: '/tickets/audits', label: t('hotline.tabs.audits'), open: can.audits(staff.role) },
    { to: '/tickets/times', label: t('hotline.tabs.times'), open: true },
  ] as const
  return (
    <div className="page hotline">
      <div className="page-head">
        <h1 className="hidden-visually">{title}</h1>
        <nav className="hotline-doors" aria-label={t('hotline.tabsLabel')}>
          {doors.filter((d) => d.open).map((d) => <Link key={d.to} to={d.to} search={{}} activeOptions={{ exact: true, includeSearch: false }} className="hotline-door">{d.label}</Link>)}
        </nav>
        {age !== undefined && <DataAge at={age} limit={limit} />}
        <div className="grow" />
        {actions}
      </div>
      {children}
    </div>
  )
}
