import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import type { WeekShift } from './queries'
import { someone, whoIs, WhoPick, type Who } from './WhoPick'

/** Leave, swap or the end of one duty. */
export function DutyChange({ shift, onDone }: { shift: WeekShift; onDone: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['roster'], ['desk'])
  const [instead, setInstead] = useState<Who>({})
  const id = shift.duty_id ?? ''
  const day = shift.day ?? ''
  const act = async (what: () => Promise<unknown>) => {
    if (await submit(what)) onDone()
  }
  const off = (who?: Who) => () => act(() => answer(api.POST('/api/v1/roster/duties/{id}/off', { params: { path: { id } }, body: { day, ...(who ? { instead: whoIs(who) } : {}) } })))
  return (
    <div className="stack">
      <form className="stack" style={{ gap: 8 }} onSubmit={(event) => {
        event.preventDefault()
        void off(instead)()
      }}>
        <b>{t('roster.instead')}</b>
        <WhoPick value={instead} onChange={setInstead} autoFocus />
        <Button type="primary" htmlType="submit" loading={busy} disabled={!someone(instead)}>{t('roster.swap')}</Button>
      </form>
      <div className="row wrap">
        <Button loading={busy} onClick={() => void off()()}>{shift.weekly ? t('roster.leave') : t('roster.remove')}</Button>
        {shift.weekly && <Button danger loading={busy} onClick={() => void act(() => answer(api.DELETE('/api/v1/roster/duties/{id}', { params: { path: { id }, query: { from: day } } })))}>{t('roster.endWeekly')}</Button>}
      </div>
      <ProblemLine error={error} />
    </div>
  )
}
