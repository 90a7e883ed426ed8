import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DataAge } from '../../components/age'
import './roster.css'

/** The frame of the roster's pages: one line of doors, then the page. */
export function RosterPage({ title, age, actions, children }: { title: ReactNode; age?: number; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="hidden-visually">{title}</h1>
        <nav className="roster-doors no-print" aria-label={t('roster.tabsLabel')}>
          <Link to="/roster" search={{}} activeOptions={{ exact: true, includeSearch: false }} className="roster-door">{t('roster.tabs.week')}</Link>
          <Link to="/roster/chain" activeOptions={{ exact: true }} className="roster-door">{t('roster.tabs.chain')}</Link>
        </nav>
        {age !== undefined && <DataAge at={age} limit={180} />}
        <div className="grow" />
        {actions}
      </div>
      {children}
    </div>
  )
}
