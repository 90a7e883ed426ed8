import { useTranslation } from 'react-i18next'
import { Empty } from '../components/parts'

/** While a screen is fetched over a slow line: not a blank page. */
export function Opening() {
  const { t } = useTranslation()
  return <div role="status"><Empty title={t('common.loading')} /></div>
}
