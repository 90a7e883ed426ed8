import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { bookQuery } from '../../api/queries'
import type { Book } from '../../api/types'
import { fullStamp } from '../../app/time'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { RegionPick } from '../../components/pick'
import { word } from '../../i18n/word'
import { Printed } from '../phone/Nuisances'
import './desk.css'

/** 断网应急册: addresses, contacts and keys by village, on paper for when nothing else works. */
export function EmergencyBook() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const [region, setRegion] = useState('')
  const { data: book, error, refetch, dataUpdatedAt } = useQuery(bookQuery(region))
  const print = async () => {
    window.print()
    await data(api.POST('/api/v1/emergency-book/printed', { body: { region_id: region } })).catch(() => undefined)
    void cache.invalidateQueries({ queryKey: ['book', region] })
  }
  return (
    <Page title={t('work.book')} age={book && dataUpdatedAt} limit={3600} actions={(
      <>
        <span className="quiet num">{book && (book.printed_at ? t('work.bookPrinted', { at: fullStamp(book.printed_at) }) : t('work.bookNever'))}</span>
        <span className="no-print book-region"><RegionPick kinds={['township', 'village']} aria-label={t('work.bookRegion')} placeholder={t('work.bookRegion')} value={region || undefined} onChange={setRegion} /></span>
        <Button type="primary" className="no-print" disabled={!book} onClick={() => void print()}>{t('day.print')}</Button>
        <Link to="/desk" className="ant-btn no-print">{t('common.back')}</Link>
      </>
    )}>
      <p className="quiet">{t('work.bookHint')}</p>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {!region && <Empty title={t('work.bookRegion')} />}
      {book && <Duty book={book} />}
      {book && book.villages.length === 0 && <Empty title={t('work.noHomes')} />}
      {(book?.villages ?? []).map((v) => <Village key={v.region_id} village={v} />)}
      <Printed />
    </Page>
  )
}

function Duty({ book }: { book: Book }) {
  const { t } = useTranslation()
  if (book.duty.length === 0) return null
  return <p className="book-duty"><b>{t('work.duty')}</b> {book.duty.map((d) => <span key={d.name + d.phone} className="num">{d.name} {d.duty} {d.phone}</span>)}</p>
}

function Village({ village: v }: { village: Book['villages'][number] }) {
  const { t } = useTranslation()
  const elders = v.homes.reduce((n, h) => n + h.elders.length, 0)
  return (
    <section className="book-village">
      <h2>{v.township} {v.village} <span className="quiet num">{t('work.bookCount', { homes: v.homes.length, elders })}</span></h2>
      <table className="plain-table book-table">
        <thead><tr><th>{t('work.address')}</th><th>{t('work.elder')}</th><th>{t('desk.howToReach')}</th><th>{t('work.contacts')}</th><th>{t('work.key')}</th></tr></thead>
        <tbody>
          {v.homes.map((h) => (
            <tr key={h.household.id}>
              <td>{[h.household.group, h.household.address].filter(Boolean).join(' ')}{h.household.directions && <div className="quiet">{h.household.directions}</div>}</td>
              <td>{h.elders.map((e) => <div key={e.id}><b>{e.name}</b> {e.age > 0 && t('common.years', { count: e.age })} <span className="num">{e.phone}</span></div>)}<div className="num">{h.household.phone}</div></td>
              <td>{h.elders.map((e) => <div key={e.id}>{[e.reach ? word(t, 'reach', e.reach) : '', e.reach_notes, ...(e.vital ?? [])].filter(Boolean).join('、')}</div>)}</td>
              <td>{h.elders.flatMap((e) => (e.contacts ?? []).map((c) => <div key={e.id + c.phone} className="num">{[c.name, c.relation, c.phone].filter(Boolean).join(' ')}</div>))}</td>
              <td className="num">{h.keys.length > 0 ? h.keys.map((k, n) => <div key={n}>{[k.number, k.name, k.phone, k.state === 'held' ? '' : t(`file.key.state.${k.state}`)].filter(Boolean).join(' ')}</div>) : [h.household.key_holder_name, h.household.key_holder_phone].filter(Boolean).join(' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
