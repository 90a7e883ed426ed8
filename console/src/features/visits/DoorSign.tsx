import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import encodeQR from 'qr'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { doorCodeQuery } from './queries'
import './visits.css'

/** What hangs at the door of a home, to be printed. It names nobody. */
export function DoorSign({ household }: { household: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const cache = useQueryClient()
  const { data: door } = useQuery({ ...doorCodeQuery(household), enabled: open })
  if (!open) return <Button size="small" onClick={() => setOpen(true)}>{t('visits.code.title')}</Button>
  if (!door) return null
  const replace = async () => cache.setQueryData(doorCodeQuery(household).queryKey, await data(api.POST('/api/v1/households/{id}/door-code', { params: { path: { id: household } } })))
  const letters = door.code.slice(door.code.indexOf(':') + 1)
  return (
    <div className="door-sign">
      <figure>
        <img alt={t('visits.code.title')} src={`data:image/svg+xml;base64,${btoa(encodeQR(door.code, 'svg', { ecc: 'quartile' }))}`} width={132} height={132} />
        <figcaption>{t('visits.code.caption')}<br /><b className="num">{letters.slice(0, 4)} {letters.slice(4)}</b></figcaption>
      </figure>
      <div className="row wrap no-print">
        <Button size="small" type="primary" onClick={() => window.print()}>{t('visits.code.print')}</Button>
        <Popconfirm title={t('visits.code.replace')} description={t('visits.code.replaceHint')} onConfirm={replace} okText={t('visits.code.replace')} cancelText={t('common.cancel')}><Button size="small">{t('visits.code.replace')}</Button></Popconfirm>
        <span className="quiet">{t('visits.code.hint')}</span>
      </div>
    </div>
  )
}
