import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HomeKey } from '../../api/types'
import { addressOf } from '../../components/address'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { Printed } from '../phone/Nuisances'
import { KEY_LISTS, keyListQuery, type KeyList } from './keyQueries'
import { KeyRow } from './KeyRow'
import './file.css'

/** 钥匙台账: the keys of all homes, those to be back first. */
export function Keys() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { which = 'hand' } = useSearch({ from: '/shell/keys' })
  const [cursor, setCursor] = useState<string>()
  const { data, error, refetch, dataUpdatedAt } = useQuery(keyListQuery(which, cursor))
  const choose = (next: KeyList) => {
    setCursor(undefined)
    void navigate({ to: '/keys', search: { which: next } })
  }
  return (
    <Page title={<span className="row"><Link to="/elders" className="link-plain no-print" aria-label={t('common.back')}>←</Link>{t('file.key.page')}</span>} age={dataUpdatedAt} limit={300} actions={(
      <>
        <Segmented aria-label={t('common.state')} className="no-print" value={which} onChange={choose} options={KEY_LISTS.map((w) => ({ value: w, label: t(`file.key.which.${w}`) }))} />
        <Button className="no-print" onClick={() => window.print()}>{t('file.key.print')}</Button>
      </>
    )}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {data && data.items.length === 0 && <Empty title={t(which === 'late' ? 'file.key.lateNone' : 'file.key.empty')} hint={which === 'hand' ? t('file.key.noneHint') : undefined} />}
      {data && data.items.length > 0 && <ul className="sheet sheet-pad keyring keyring-list">{data.items.map((k) => <KeyRow key={k.id} item={k} where={<Where item={k} />} />)}</ul>}
      <div className="row no-print" style={{ justifyContent: 'flex-end', marginTop: 10 }}>
        {cursor && <Button size="small" onClick={() => setCursor(undefined)}>{t('common.first')}</Button>}
        {data?.next && <Button size="small" onClick={() => setCursor(data.next ?? undefined)}>{t('common.page')}</Button>}
      </div>
      <Printed />
    </Page>
  )
}

function Where({ item }: { item: HomeKey }) {
  const names = item.elders.join('、')
  return (
    <div className="row wrap">
      {item.elder_id ? <Link to="/elders/$id" params={{ id: item.elder_id }} className="link-plain"><b>{names}</b></Link> : <b>{names}</b>}
      <span className="quiet">{addressOf([item.township, item.village, item.address])}</span>
    </div>
  )
}
