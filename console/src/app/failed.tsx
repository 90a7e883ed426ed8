import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Empty, useProblemText } from '../components/parts'

/** What stands at an address that names no page. */
export function PageNowhere() {
  const { t } = useTranslation()
  return <Empty title={t('common.nowhere')} hint={t('common.nowhereHint')} action={<Link to="/">{t('common.home')}</Link>} />
}

/** What stands in place of a page that failed; the rest of the console goes on. */
export function PageFailed({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const text = useProblemText()
  return (
    <div className="empty" role="alert" style={{ minHeight: '60vh', alignContent: 'center' }}>
      <strong>{t('error.render')}</strong>
      <span>{text(error)}</span>
      <span>{t('error.renderHint')}</span>
      <Button onClick={() => location.reload()}>{t('common.refresh')}</Button>
    </div>
  )
}
