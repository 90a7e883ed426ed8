import { useQueries } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { elderQuery } from '../../api/queries'
import type { Staff } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { ElderPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'

/** 亲属关系: the elders whom somebody declared as kin, entered by an administrator. */
export function Kin({ staff, onDone }: { staff: Staff; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [kin, setKin] = useState<string[]>(staff.relatives ?? [])
  const { submit, error, busy } = useSubmit(['staff'])
  const known = useQueries({ queries: kin.map((id) => elderQuery(id)) })
  const save = async () => {
    if (!(await submit(() => answer(api.PATCH('/api/v1/staff/{id}', { params: { path: { id: staff.id } }, body: { relatives: kin } }))))) return
    void message.success(t('kin.done'))
    onDone()
  }
  return (
    <div className="stack">
      <p className="quiet">{t('kin.hint')}</p>
      {kin.length === 0 && <p className="quiet">{t('kin.none')}</p>}
      <ul className="stack" style={{ gap: 6 }}>
        {kin.map((id, i) => {
          const name = known[i]?.data?.name ?? id
          return <li key={id} className="row"><b>{name}</b><span className="grow" /><Button size="small" aria-label={t('kin.remove', { name })} onClick={() => setKin(kin.filter((one) => one !== id))}>×</Button></li>
        })}
      </ul>
      <ElderPick key={kin.length} aria-label={t('kin.add')} placeholder={t('kin.add')} onChange={(id) => setKin([...new Set([...kin, id])])} />
      <ProblemLine error={error} />
      <Button type="primary" loading={busy} onClick={() => void save()}>{t('common.save')}</Button>
    </div>
  )
}
