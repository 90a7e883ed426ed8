import { Link } from '@tanstack/react-router'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { ElderFile } from '../../api/types'
import { can, useSession } from '../../app/session'
import { day } from '../../app/time'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

/** Whether the family is told every month how it went, and the way to the page. */
export function FamilyPanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { submit, error, busy } = useSubmit(['elder', elder.id], ['family', elder.id])
  const [asking, setAsking] = useState(false)
  const [by, setBy] = useState<'elder' | 'guardian'>('elder')
  const [name, setName] = useState('')
  if (!can.registry(staff.role)) return null
  const said = elder.family_consent
  const who = said && (said.by === 'guardian' ? t('file.family.guardian', { name: said.name }) : t('file.family.elder'))
  const say = async (given: boolean) => {
    if (await submit(() => data(api.POST('/api/v1/elders/{id}/family-consent', { params: { path: { id: elder.id } }, body: { given, by, name: by === 'guardian' ? name.trim() : undefined } })))) setAsking(false)
  }
  return (
    <Panel title={t('file.family.title')} extra={said?.given && <Link to="/elders/$id/family" params={{ id: elder.id }} search={{}} className="ant-btn ant-btn-sm">{t('file.family.open')}</Link>}>
      <div className="row wrap">
        <span>{said ? t(said.given ? 'file.family.given' : 'file.family.refused', { by: who, at: day(said.at) }) : t('file.family.none')}</span>
        <span className="grow" />
        <Button size="small" aria-expanded={asking} onClick={() => setAsking(!asking)}>{t(said?.given ? 'file.family.revoke' : 'file.family.ask')}</Button>
      </div>
      {asking && (
        <div className="keyring-form" role="group" aria-label={t('file.family.consent')}>
          <Segmented aria-label={t('file.family.who')} value={by} onChange={setBy} options={[{ value: 'elder', label: t('file.family.elder') }, { value: 'guardian', label: t('file.family.guardian', { name: '' }) }]} />
          {by === 'guardian' && <Input aria-label={t('file.family.guardianName')} placeholder={t('file.family.guardianName')} value={name} maxLength={60} onChange={(e) => setName(e.target.value)} />}
          <div className="row">
            {!said?.given && <Button size="small" type="primary" loading={busy} disabled={by === 'guardian' && !name.trim()} onClick={() => void say(true)}>{t('file.family.agree')}</Button>}
            <Button size="small" loading={busy} disabled={by === 'guardian' && !name.trim()} onClick={() => void say(false)}>{t(said?.given ? 'file.family.revoke' : 'file.family.refuse')}</Button>
          </div>
        </div>
      )}
      <p className="quiet" style={{ fontSize: 12, marginTop: 6 }}>{t('file.family.hint')}</p>
      <ProblemLine error={error} />
    </Panel>
  )
}
