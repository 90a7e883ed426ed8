import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { DoorsPage, type Door } from '../../components/doors'
import './roster.css'

/** The frame of the roster's pages. */
export function RosterPage(page: { title: ReactNode; age?: number; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const doors: Door[] = [{ to: '/roster', label: t('roster.tabs.week') }, { to: '/roster/chain', label: t('roster.tabs.chain') }]
  if (can.wakes(staff.role)) doors.push({ to: '/roster/wakes', label: t('roster.tabs.wakes') })
  return <DoorsPage label={t('roster.tabsLabel')} limit={180} doors={doors} {...page} />
}
