import { ReadOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import './training.css'

/** Whether this server is a training seat: it says so with the page itself, before anybody signs in. */
export const isTraining = () => document.body.dataset.training === 'true'

/** The yellow band where nobody is signed in yet. */
export function TrainingMark() {
  const { t } = useTranslation()
  return isTraining() ? <div className="bar bar-training bar-training-door" role="status"><ReadOutlined aria-hidden /> {t('training.band')}</div> : null
}
