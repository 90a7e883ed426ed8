import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Switch, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { sourcesQuery } from '../../api/queries'
import type { Source } from '../../api/types'
import { can, useSession } from '../../app/session'
import { never } from '../../app/time'
import { Ago } from '../../components/age'
import { Empty, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { decoderName } from './decoder'
import { SourceForm } from './SourceForm'

/** What is read outside of yian/v1, and how. */
export function Sources() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const admin = can.admin(staff.role)
  const { data, error, refetch } = useQuery(sourcesQuery)
  const { submit, error: refused, busy } = useSubmit(['sources'])
  const [open, setOpen] = useState<Source | 'new'>()
  const found = (s: Source) => (s.find === 'topic' ? t('sources.byLevel', { n: s.level ?? 0 }) : s.find === 'field' ? t('sources.byField', { field: s.field ?? '' }) : t('sources.byGateway'))
  const add = admin && <Button type="primary" onClick={() => setOpen('new')}>{t('sources.new')}</Button>
  return (
    <>
      <div className="row wrap" style={{ marginBottom: 10 }}>
        <p className="quiet grow">{t('sources.hint')}</p>
        {add}
      </div>
      <ProblemLine error={error ?? refused} onRetry={() => void refetch()} />
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Source>
          rowKey="id"
          size="middle"
          loading={!data && !error}
          dataSource={data?.items ?? []}
          pagination={false}
          locale={{ emptyText: <Empty title={t('sources.empty')} hint={t('sources.emptyHint')} action={add} /> }}
          columns={[
            { title: t('sources.name'), key: 'name', render: (_, s) => <>{admin ? <button type="button" className="link-button" onClick={() => setOpen(s)}>{s.name}</button> : <b>{s.name}</b>} <span className="quiet num">{s.id}</span></> },
            { title: t('sources.decoder'), key: 'decoder', render: (_, s) => decoderName(t, s.decoder) },
            { title: t('sources.filter'), key: 'filter', render: (_, s) => <code>{s.filter}</code> },
            { title: t('sources.find'), key: 'find', render: (_, s) => found(s) },
            { title: t('devices.gateway'), key: 'gateway', className: 'num', render: (_, s) => s.gateway_id },
            { title: t('sources.heardAt'), key: 'heard', render: (_, s) => (s.enabled && s.unheard ? <span className="chip chip-amber">{t('sources.unheard')}</span> : never(s.heard_at) ? <span className="quiet">{t('sources.never')}</span> : <Ago at={s.heard_at} />) },
            {
              title: t('common.state'), key: 'enabled', render: (_, s) => (admin
                ? <Switch checked={s.enabled} loading={busy} aria-label={`${t('sources.enabled')} ${s.name}`} checkedChildren={t('sources.on')} unCheckedChildren={t('sources.off')} onChange={(enabled) => void submit(() => answer(api.PATCH('/api/v1/sources/{id}', { params: { path: { id: s.id } }, body: { enabled } })))} />
                : <span className={`chip ${s.enabled ? 'chip-good' : ''}`}>{s.enabled ? t('sources.on') : t('sources.off')}</span>),
            },
          ]}
        />
      </div>
      <Drawer title={open === 'new' ? t('sources.new') : open?.name} open={Boolean(open)} onClose={() => setOpen(undefined)} size={620} destroyOnHidden>
        {open && <SourceForm key={open === 'new' ? '' : open.id} source={open === 'new' ? undefined : open} onSaved={() => setOpen(undefined)} />}
      </Drawer>
    </>
  )
}
