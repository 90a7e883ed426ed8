// Whose a page is. Whoever opens one by its address and may not see it is told kindly
// whom it is for, before anything is asked.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ROLES, type Role } from '../api/types'
import { Empty } from '../components/parts'
import type { pagesZh } from '../i18n/pages'
import { word } from '../i18n/word'
import { useSession } from './session'

export interface Whose { name: keyof typeof pagesZh.is; may: (role: Role) => boolean }

/** What a route says of its page: what it is, and who may open it; left out: everybody. */
export const page = (name: Whose['name'], may: Whose['may'] = () => true): { page: Whose } => ({ page: { name, may } })

export function NotYours({ page: { name, may } }: { page: Whose }) {
  const { t, i18n } = useTranslation()
  const { staff } = useSession()
  const roles = ROLES.filter(may).map((role) => t(`pages.who.${role}`))
  const whose = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(roles)
  const instead = word(t, 'pages.instead', name)
  return <Empty title={t(`pages.is.${name}`)} hint={<>{t('pages.whose', { whose, role: t(`pages.one.${staff.role}`) })} {instead === name ? t('pages.ask') : instead}</>} action={<Link to="/">{t('common.home')}</Link>} />
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption { page?: Whose }
}
