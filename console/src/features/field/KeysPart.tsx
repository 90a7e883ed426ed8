import { KeyOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import type { HomeKey } from '../../api/types'
import { serverNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { inHand, keyAfter } from './keys'
import type { KeyDone, Outbox, Send } from './outbox'

/** The keys of the home that one goes to: who has each, and one button to take it. */
export function HomeKeys({ order, keys, outbox, sends }: { order: string; keys: HomeKey[]; outbox: Outbox; sends: Send[] }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  return (
    <section className="field-part" aria-label={t('file.key.hasKey')}>
      <h3>{t('file.key.hasKey')}</h3>
      {keys.map((k) => <HomeKeyRow key={k.id} item={keyAfter(k, sends, staff)} onDone={(done) => void outbox.noteKey(order, { ...done, key: k }, serverNow())} />)}
    </section>
  )
}

function HomeKeyRow({ item, onDone }: { item: HomeKey; onDone: (done: Omit<KeyDone, 'key'>) => void }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [opening, setOpening] = useState(false)
  const mine = item.loan?.staff_id === staff.id
  return (
    <div className="field-keys">
      <div className="row wrap">
        <KeyOutlined aria-hidden /> <b className="num">{item.number || t('file.key.numberNone')}</b>
        <span className="grow">{mine ? t('fieldKeys.mine', { at: stamp(item.loan?.until) }) : item.loan ? t('file.key.lentTo', { name: item.loan.to, at: stamp(item.loan.until) }) : item.holder.name}</span>
        {!item.loan && item.holder_tel && <a className="field-call field-call-key num" href={`tel:${item.holder_tel}`}>☎ {item.holder_tel}</a>}
      </div>
      {item.state === 'held' && <button type="button" onClick={() => onDone({ what: 'lent' })}>{t('fieldKeys.take')}</button>}
      {mine && <button type="button" onClick={() => onDone({ what: 'came_back' })}>{t('fieldKeys.back')}</button>}
      {item.state === 'sealed' && (opening
        ? <Opening seal={item.seal} onOpen={(name, note) => {
          setOpening(false)
          onDone({ what: 'opened', names: [name], note })
          onDone({ what: 'lent' })
        }} />
        : <button type="button" onClick={() => setOpening(true)}>{t('fieldKeys.open')}</button>)}
    </div>
  )
}

/** A seal is broken by two, and with a reason. */
function Opening({ seal, onOpen }: { seal?: string; onOpen: (name: string, note: string) => void }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const ready = name.trim() !== '' && name.trim() !== staff.name && note.trim() !== ''
  return (
    <>
      <span className="quiet">{seal && <span className="num">{t('file.key.sealed', { seal })} · </span>}{t('fieldKeys.two', { name: staff.name })}</span>
      <input aria-label={t('fieldKeys.second')} placeholder={t('fieldKeys.second')} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
      <input aria-label={t('file.key.reason')} placeholder={t('file.key.reason')} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      <button type="button" className="field-do" disabled={!ready} onClick={() => onOpen(name.trim(), note.trim())}>{t('fieldKeys.opened')}</button>
    </>
  )
}

const KEPT = 'keys:'

/** What the server says is in one's hands; without signal what it said last. */
function useOwnKeys(outbox: Outbox): HomeKey[] {
  const cache = useQueryClient()
  const { data } = useQuery({ queryKey: ['keys', 'mine'], queryFn: ({ signal }) => answer(api.GET('/api/v1/keys/mine', { signal })), staleTime: 60_000 })
  const [kept, setKept] = useState<HomeKey[]>()
  useEffect(() => {
    if (data) void outbox.keepDetail(KEPT, data.items)
    else void outbox.keptDetail(KEPT).then((list) => list && setKept(list as HomeKey[]))
  }, [data, outbox])
  // What has just arrived is known at once; the question goes out beside.
  useEffect(() => outbox.onArrival((send, said) => {
    if (!send.keyed) return
    const item = said as HomeKey
    cache.setQueryData<typeof data>(['keys', 'mine'], (old) => old && { ...old, items: [...old.items.filter((k) => k.id !== item.id), ...(item.state === 'lent' ? [item] : [])] })
    void cache.invalidateQueries({ queryKey: ['keys', 'mine'] })
    void cache.invalidateQueries({ queryKey: ['order', send.order] })
  }), [cache, outbox])
  return data?.items ?? kept ?? []
}

/** The keys that one has and has to bring back, when the order is long over too. */
export function OwnKeys({ outbox, sends }: { outbox: Outbox; sends: Send[] }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const mine = inHand(useOwnKeys(outbox), sends, staff)
  if (mine.length === 0) return null
  return (
    <section aria-label={t('fieldKeys.own')}>
      <h2>{t('fieldKeys.own')} <span className="num">{mine.length}</span></h2>
      <ul>
        {mine.map((k) => (
          <li key={k.id} className="field-row" data-late={Date.parse(k.loan?.until ?? '') < serverNow()}>
            <span className="grow"><b><KeyOutlined aria-hidden /> <span className="num">{k.number}</span> {k.elders.join('、') || k.address}</b><br /><span className="quiet num">{[k.holder.name, t('fieldKeys.mine', { at: stamp(k.loan?.until) })].filter(Boolean).join(' · ')}</span></span>
            <button type="button" className="field-claim" onClick={() => void outbox.noteKey(k.loan?.order_id || `key ${k.id}`, { what: 'came_back', key: k }, serverNow())}>{t('fieldKeys.back')}</button>
          </li>
        ))}
      </ul>
    </section>
  )
}
