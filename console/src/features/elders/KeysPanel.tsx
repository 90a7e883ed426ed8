import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { can, useSession } from '../../app/session'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { Holder } from './KeyActForm'
import { homeKeysQuery } from './keyQueries'
import { KeyRow } from './KeyRow'
import './file.css'

/** The keys of a home. Who the key holder is, and which contact has one, follow from here. */
export function KeysPanel({ household }: { household: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data: keys, error, refetch } = useQuery(homeKeysQuery(household))
  const [adding, setAdding] = useState(false)
  const may = can.registry(staff.role)
  const items = keys?.items ?? []
  return (
    <Panel title={t('file.key.title')} extra={may && <Button size="small" aria-expanded={adding} onClick={() => setAdding(!adding)}>{t('file.key.add')}</Button>}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {adding && <NewKey household={household} onDone={() => setAdding(false)} />}
      {keys && items.length === 0 && !adding && <Empty title={t('file.key.none')} hint={t('file.key.noneHint')} />}
      <ul className="keyring">{items.map((k) => <KeyRow key={k.id} item={k} />)}</ul>
      {items.length > 0 && <p className="quiet" style={{ fontSize: 12, marginTop: 6 }}>{t('file.key.followed')}</p>}
    </Panel>
  )
}

function NewKey({ household, onDone }: { household: string; onDone: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['keys'], ['elder'], ['responders'])
  const [number, setNumber] = useState('')
  const [seal, setSeal] = useState('')
  const save = async (holder: { name?: string; phone?: string; center_id?: string }) => {
    if (await submit(() => data(api.POST('/api/v1/keys', { body: { household_id: household, number: number.trim() || undefined, seal: seal.trim() || undefined, ...holder } })))) onDone()
  }
  return (
    <div className="keyring-form">
      <div className="row">
        <Input autoFocus aria-label={t('file.key.number')} placeholder={t('file.key.number')} value={number} maxLength={40} onChange={(e) => setNumber(e.target.value)} />
        <Input aria-label={t('file.key.seal')} placeholder={t('file.key.seal')} title={t('file.key.sealHint')} value={seal} maxLength={40} onChange={(e) => setSeal(e.target.value)} />
      </div>
      <Holder busy={busy} label={t('common.save')} onAct={(body) => void save({ name: body.name, phone: body.phone, center_id: body.center_id })} />
      <ProblemLine error={error} />
    </div>
  )
}
