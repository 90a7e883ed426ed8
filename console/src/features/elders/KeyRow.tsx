import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HomeKey, KeyVerb } from '../../api/types'
import { useNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { elapsed, fullStamp, stamp } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { KeyActForm } from './KeyActForm'
import { useKey } from './useKey'
import './file.css'

/** What may be done with a key in each state; the first is one click or one form away. */
const VERBS: Record<HomeKey['state'], KeyVerb[]> = {
  held: ['lent', 'handed_over', 'sealed', 'lost', 'given_back', 'replaced'],
  lent: ['came_back', 'lost'],
  sealed: ['opened', 'handed_over', 'lost'],
  returned: ['handed_over', 'replaced'],
  lost: ['handed_over', 'replaced'],
  replaced: [],
}

const CHIP: Record<HomeKey['state'], string> = { held: 'chip-good', lent: 'chip-amber', sealed: 'chip-info', returned: '', lost: 'chip-alarm', replaced: '' }

/** One key: who has it, and what may be done with it. */
export function KeyRow({ item, where }: { item: HomeKey; where?: React.ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  const { act, error, busy } = useKey(item.id)
  const [doing, setDoing] = useState<KeyVerb>()
  const [more, setMore] = useState(false)
  const may = can.registry(staff.role)
  const [first, ...others] = VERBS[item.state]
  const late = item.loan && Date.parse(item.loan.until) < now
  const start = (verb: KeyVerb) => () => {
    if (verb === 'came_back') void act({ what: verb })
    else setDoing(doing === verb ? undefined : verb)
  }
  const button = (verb: KeyVerb, primary: boolean) => (
    <Button key={verb} size="small" type={primary ? 'primary' : 'default'} ghost={primary} loading={busy && verb === 'came_back'} aria-expanded={verb === 'came_back' ? undefined : doing === verb} onClick={start(verb)}>{t(`file.key.do.${verb}`)}</Button>
  )
  return (
    <li className="keyring-row" data-late={Boolean(late)} data-gone={item.state === 'replaced' || item.state === 'returned'}>
      {where}
      <div className="row wrap">
        <b className="num">{item.number || t('file.key.numberNone')}</b>
        <span className={`chip ${CHIP[item.state]}`}>{t(`file.key.state.${item.state}`)}</span>
        {item.seal && <span className="quiet num">{t('file.key.sealed', { seal: item.seal })}</span>}
        <span>{item.holder.name}</span>
        {item.holder_tel && <a className="num" href={`tel:${item.holder_tel}`}>{item.holder_tel}</a>}
        <span className="grow" />
        <span className="row nowrap">
          {may && first && button(first, true)}
          {may && others.length > 0 && <Button size="small" type="text" aria-expanded={more} aria-label={t('file.key.more')} onClick={() => setMore(!more)}>…</Button>}
        </span>
      </div>
      {item.loan && (
        <div className="row wrap keyring-loan">
          <span>{t('file.key.lentTo', { name: item.loan.to, at: stamp(item.loan.until) })}</span>
          {item.loan.phone && <a className="num" href={`tel:${item.loan.phone}`}>{item.loan.phone}</a>}
          {item.by_name && <span className="quiet">{t('file.key.lentBy', { name: item.by_name })}</span>}
          {late && <span className="chip chip-alarm num">{t('file.key.lateFor', { for: elapsed(now - Date.parse(item.loan.until)) })}</span>}
        </div>
      )}
      {more && (
        <div className="row wrap">{others.map((verb) => button(verb, false))}</div>
      )}
      {doing && <KeyActForm what={doing} busy={busy} onAct={async (body) => {
        if (await act({ what: doing, ...body })) {
          setDoing(undefined)
          setMore(false)
        }
      }} />}
      <ProblemLine error={error} />
      {more && (
        <details className="keyring-history">
          <summary>{t('file.key.history')}</summary>
          <ol>
            {item.history.map((h) => (
              <li key={h.at + h.what}><time className="num quiet">{fullStamp(h.at)}</time> <b>{t(`file.key.do.${h.what}`)}</b> {[h.who, h.names?.join('、'), h.note].filter(Boolean).join(' · ')}{h.until ? ` → ${stamp(h.until)}` : ''}</li>
            ))}
          </ol>
        </details>
      )}
    </li>
  )
}
