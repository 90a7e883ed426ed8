import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { DoorsPage, type Door } from '../../components/doors'

/** The frame of the hotline's pages. */
export function HotlinePage(page: { title: ReactNode; age?: number; limit?: number; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const own: Door[] = can.audits(staff.role) ? [{ to: '/tickets/follow-ups', label: t('hotline.tabs.followUps') }, { to: '/tickets/audits', label: t('hotline.tabs.audits') }] : []
  const doors: Door[] = [{ to: '/tickets', label: t('hotline.tabs.tickets') }, { to: '/tickets/articles', label: t('hotline.tabs.articles') }, ...own, { to: '/tickets/times', label: t('hotline.tabs.times') }]
  return <DoorsPage className="hotline" label={t('hotline.tabsLabel')} doors={doors} {...page} />
}
