import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../components/parts'

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
