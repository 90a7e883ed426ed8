import { KeyOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { HomeKey } from '../../api/types'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { homeKeysQuery } from './keyQueries'
import { useKey } from './useKey'
import './file.css'

export interface Goes { id: string; name: string; order?: string }

/** The keys that somebody has, each lent to whoever goes, or taken back, with one click. */
export function LendKey({ household, incident, goes }: { household: string; incident?: string; goes: Goes[] }) {
  const { t } = useTranslation()
  const { data: keys, error, refetch } = useQuery(homeKeysQuery(household))
  const hand = (keys?.items ?? []).filter((k) => k.state === 'held' || k.state === 'lent' || k.state === 'sealed')
  if (hand.length === 0) return <ProblemLine error={error} onRetry={() => void refetch()} />
  return (
    <section className="keyring-here" aria-label={t('file.key.hasKey')}>
      <h3 className="quiet">{t('file.key.hasKey')}</h3>
      <ul className="keyring">{hand.map((k) => <One key={k.id} item={k} incident={incident} goes={goes} />)}</ul>
    </section>
  )
}

function One({ item, incident, goes }: { item: HomeKey; incident?: string; goes: Goes[] }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { act, error, busy } = useKey(item.id)
  const may = can.registry(staff.role)
  return (
    <li className="keyring-row" data-late={item.late}>
      <div className="row wrap">
        <KeyOutlined aria-hidden /> <b className="num">{item.number || t('file.key.numberNone')}</b>
        {item.loan
          ? <span className="num">{t('file.key.lentTo', { name: item.loan.to, at: stamp(item.loan.until) })}</span>
          : <span>{item.holder.name} {item.holder_tel && <a className="num" href={`tel:${item.holder_tel}`}>{item.holder_tel}</a>}</span>}
        {item.state === 'sealed' && <span className="chip chip-info">{t('file.key.state.sealed')}</span>}
        {item.late && <span className="chip chip-alarm">{t('file.key.late')}</span>}
        <span className="grow" />
        {may && item.state === 'lent' && <Button size="small" loading={busy} onClick={() => void act({ what: 'came_back' })}>{t('file.key.do.came_back')}</Button>}
        {may && item.state === 'held' && goes.map((w) => (
          <Button key={w.id} size="small" loading={busy} onClick={() => void act({ what: 'lent', staff_id: w.id, order_id: w.order, incident_id: incident })}>{t('file.key.lendTo', { name: w.name })}</Button>
        ))}
      </div>
      <ProblemLine error={error} />
    </li>
  )
}
