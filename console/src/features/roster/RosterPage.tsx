import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DoorsPage } from '../../components/doors'
import './roster.css'

/** The frame of the roster's pages. */
export function RosterPage(page: { title: ReactNode; age?: number; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  return <DoorsPage label={t('roster.tabsLabel')} limit={180} doors={[{ to: '/roster', label: t('roster.tabs.week') }, { to: '/roster/chain', label: t('roster.tabs.chain') }]} {...page} />
}
