import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/clock'
import { shanghai } from '../../app/time'
import { api, data, newKey, once } from '../../api/http'
import { ProblemLine } from '../../components/parts'
import { ElderPick } from '../../components/pick'

/** 补录: a call for help that was written down while power or network were away, with its true time. */
export function Paper() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [elder, setElder] = useState<string>()
  const [at, setAt] = useState('')
  const [note, setNote] = useState('')
  const [key] = useState(newKey)
  const [error, setError] = useState<unknown>()
  if (!open) {
    return <Button title={t('work.paperHint')} onClick={() => {
      setAt(shanghai(serverNow()).format('YYYY-MM-DDTHH:mm'))
      setOpen(true)
    }}>{t('work.paper')}</Button>
  }
  const save = async () => {
    try {
      const made = await data(api.POST('/api/v1/incidents', { ...once(key), body: { elder_id: elder, at: `${at}:00+08:00`, note: note.trim() || undefined, afterwards: true } }))
      await navigate({ to: '/desk', search: { incident: made.id } })
    } catch (failure) {
      setError(failure)
    }
  }
  return (
    <form className="act-panel enter-call" onSubmit={(event) => {
      event.preventDefault()
      void save()
    }}>
      <label className="row">{t('work.paperAt')} <input className="line-input" type="datetime-local" autoFocus required value={at} onChange={(e) => setAt(e.target.value)} /></label>
      <span className="who-other"><ElderPick aria-label={t('work.paperWho')} placeholder={t('phone.search')} onChange={setElder} /></span>
      <input className="line-input grow" aria-label={t('common.note')} placeholder={t('desk.noteHint')} value={note} onChange={(e) => setNote(e.target.value)} />
      <Button htmlType="submit" type="primary">{t('work.paperSave')}</Button>
      <Button onClick={() => setOpen(false)}>{t('common.cancel')}</Button>
      <ProblemLine error={error} />
    </form>
  )
}
