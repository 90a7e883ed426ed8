import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { workersQuery } from '../../api/queries'
import type { ElderFile } from '../../api/types'
import { can, useSession } from '../../app/session'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'

/** Whom the elder wishes to have at the door; each choice is kept at once. */
export function WishesPanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const may = can.registry(staff.role)
  const { data: workers } = useQuery({ ...workersQuery, enabled: may })
  const { submit, error, busy } = useSubmit(['elder', elder.id], ['candidates'])
  if (!may) return null
  const options = (workers?.items ?? []).map((w) => ({ value: w.id, label: w.name }))
  const keep = (body: { prefers?: string[]; refuses?: string[]; worker_gender?: '' | 'female' | 'male' }) =>
    void submit(() => data(api.PATCH('/api/v1/elders/{id}', { params: { path: { id: elder.id } }, body })))
  return (
    <Panel title={t('assign.wishes')}>
      <div className="stack" style={{ gap: 8 }}>
        <label className="row"><span style={{ width: 90 }}>{t('assign.prefers')}</span>
          <Select aria-label={t('assign.prefers')} mode="multiple" className="grow" loading={busy} showSearch={{ optionFilterProp: 'label' }} value={elder.prefers ?? []} options={options} onChange={(prefers) => keep({ prefers })} /></label>
        <label className="row"><span style={{ width: 90 }}>{t('assign.refuses')}</span>
          <Select aria-label={t('assign.refuses')} mode="multiple" className="grow" loading={busy} showSearch={{ optionFilterProp: 'label' }} value={elder.refuses ?? []} options={options} onChange={(refuses) => keep({ refuses })} /></label>
        <label className="row"><span style={{ width: 90 }}>{t('assign.wishGender')}</span>
          <Select aria-label={t('assign.wishGender')} style={{ width: 120 }} value={elder.worker_gender ?? ''} onChange={(worker_gender) => keep({ worker_gender })} options={[{ value: '', label: t('assign.noWish') }, { value: 'female', label: t('assign.female') }, { value: 'male', label: t('assign.male') }]} /></label>
        <p className="quiet" style={{ fontSize: 12 }}>{t('assign.wishHint')}</p>
        <ProblemLine error={error} />
      </div>
    </Panel>
  )
}
