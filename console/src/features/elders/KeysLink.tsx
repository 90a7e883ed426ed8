import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { keyListQuery } from './keyQueries'

/** The way to the list of keys, with how many are not back. */
export function KeysLink() {
  const { t } = useTranslation()
  const { data } = useQuery(keyListQuery('late'))
  const late = data?.items.length ?? 0
  return (
    <Link to="/keys" search={late > 0 ? { which: 'late' } : {}} className="ant-btn">
      {t('file.key.page')}{late > 0 && <span className="chip chip-alarm num">{t('file.key.lateCount', { n: late })}</span>}
    </Link>
  )
}
