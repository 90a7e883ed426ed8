import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { DataAge } from '../../components/age'
import type { Outbox, Send } from './outbox'
import './field.css'

/** What is not uploaded yet, and what the server did not take, until it was read. */
export function Unsent({ outbox, sends, known, offline, age }: { outbox: Outbox; sends: Send[]; known: boolean; offline: boolean; age: number }) {
  const { t } = useTranslation()
  const waiting = sends.filter((send) => !send.refused)
  return (
    <>
      <div className="field-state" role="status" data-waiting={waiting.length > 0}>
        <b>{waiting.length > 0 ? t('field.unsent', { n: waiting.length }) : known ? t('field.allSent') : t('common.loading')}</b>
        {offline ? <span>{t('field.offline')}</span> : null}
        <span className="grow" />
        {waiting.length > 0 ? <button type="button" onClick={() => void outbox.flush()}>{t('field.retry')}</button> : <DataAge at={age} limit={180} />}
      </div>
      {sends.filter((send) => send.refused).map((send) => (
        <div key={send.key} className="problem field-refused" role="alert">
          <span className="grow"><b>{about(t, send)}</b> {t('field.rejectedHint', { why: send.refused })}</span>
          <button type="button" onClick={() => void outbox.dismiss(send.key)}>{t('field.dismiss')}</button>
        </div>
      ))}
    </>
  )
}

/** What a refused send was about, where its order does not tell. */
function about(t: TFunction, { keyed, said }: Send): string {
  if (keyed) return `${t('fieldKeys.one')} ${keyed.key.number ?? ''} ${t(`fieldKeys.did.${keyed.what}`)}`
  if (said) return `${said.dose.elder_name} ${said.dose.clock} ${said.dose.name} ${t(`fieldDoses.did.${said.act}`)}`
  return ''
}
