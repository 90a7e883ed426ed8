import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { shiftsQuery } from '../../api/queries'
import type { Shift as HandOver } from '../../api/types'
import { useSession } from '../../app/session'
import { fullStamp, stamp } from '../../app/time'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { word } from '../../i18n/word'
import { Printed } from '../phone/Nuisances'
import './desk.css'

/** 交接班: what is open goes over to the next shift, and both sign. */
export function Shift() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const { data: list, error, refetch, dataUpdatedAt } = useQuery(shiftsQuery)
  const [note, setNote] = useState(() => localStorage.getItem('yian.shift') ?? '')
  const [failure, setFailure] = useState<unknown>()
  const write = (text: string) => {
    setNote(text)
    localStorage.setItem('yian.shift', text)
  }
  const done = (act: Promise<unknown>) => act.then(() => {
    setFailure(undefined)
    void cache.invalidateQueries({ queryKey: ['shifts'] })
    return true
  }, (problem: unknown) => {
    setFailure(problem)
    return false
  })
  const offer = async () => {
    if (await done(data(api.POST('/api/v1/shifts', { body: { note: note.trim() || undefined } })))) write('')
  }
  const take = (id: string) => void done(data(api.POST('/api/v1/shifts/{id}/take', { params: { path: { id } }, body: {} })))
  return (
    <Page title={t('work.shift')} age={dataUpdatedAt} actions={(
      <>
        <Link to="/emergency-book" className="ant-btn no-print">{t('work.book')}</Link>
        <Button className="no-print" onClick={() => window.print()}>{t('day.print')}</Button>
        <Link to="/desk" className="ant-btn no-print">{t('common.back')}</Link>
      </>
    )}>
      <p className="quiet">{t('work.shiftHint')}</p>
      <form className="act-panel no-print shift-offer" onSubmit={(event) => {
        event.preventDefault()
        void offer()
      }}>
        <textarea className="line-input grow" rows={2} aria-label={t('work.offerNote')} placeholder={t('work.offerNote')} value={note} onChange={(e) => write(e.target.value)} />
        <Button htmlType="submit" type="primary">{t('work.offer')}</Button>
      </form>
      <ProblemLine error={failure ?? error} onRetry={() => void refetch()} />
      {list && list.items.length === 0 && <Empty title={t('work.shiftNone')} />}
      <div className="stack">{(list?.items ?? []).map((s, i) => <One key={s.id} shift={s} open={i === 0} onTake={() => take(s.id)} />)}</div>
      <Printed />
    </Page>
  )
}

function One({ shift: s, open, onTake }: { shift: HandOver; open: boolean; onTake: () => void }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  return (
    <section className="panel print-block">
      <header>
        <h2>{t('work.offered', { name: s.gives_name, at: fullStamp(s.given_at) })}</h2>
        <span className="grow" />
        {s.taken_at
          ? <span className="chip chip-good">{t('work.takenAt', { name: s.takes_name, at: fullStamp(s.taken_at) })}</span>
          : s.gives === staff.id
            ? <span className="chip chip-amber" title={t('work.replace')}>{t('work.waiting')}</span>
            : <Button type="primary" className="no-print" onClick={onTake}>{t('work.take')}</Button>}
      </header>
      <div className="panel-body stack" style={{ gap: 6 }}>
        {s.note && <p className="call-note">{s.note}</p>}
        <details open={open || !s.taken_at}>
          <summary>{s.items.length > 0 ? t('work.items', { n: s.items.length }) : t('work.itemsNone')}</summary>
          <table className="plain-table">
            <tbody>
              {s.items.map((i) => (
                <tr key={i.noun + i.id}>
                  <td>{word(t, 'noun', i.noun)} <span className="num">{i.number}</span></td>
                  <td>{i.noun === 'incident' ? word(t, 'kind', i.kind) : i.noun === 'order' ? word(t, 'service', i.kind) : t(i.noun === 'key' ? 'file.key.late' : 'phone.missed')}</td>
                  <td>{[i.elder_name, i.village].filter(Boolean).join(' ')}</td>
                  <td>{word(t, i.noun === 'incident' ? 'incidentState' : i.noun === 'order' ? 'orderState' : i.noun === 'key' ? 'file.key.state' : 'phone.state', i.state)}</td>
                  <td className="num">{stamp(i.since)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </div>
    </section>
  )
}
