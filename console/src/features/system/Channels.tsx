import { useQuery } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { channelsQuery } from '../../api/queries'
import type { ChannelView } from '../../api/types'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Ago, DataAge } from '../../components/age'
import { Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { standing, toGroup } from './standing'
import './system.css'

const TINT = { unset: '', never: '', works: 'chip-good', fails: 'chip-amber' }

/** Every way to people: whether it worked last, how often within 24 hours, and a test of it. */
export function Channels() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { data, error, refetch, dataUpdatedAt } = useQuery(channelsQuery)
  return (
    <Panel flush title={t('channels.title')} extra={<DataAge at={dataUpdatedAt} />}>
      <p className="quiet" style={{ padding: '8px 16px 0' }}>{t('channels.hint')}</p>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="sheet-scroll" tabIndex={0}>
        <table className="channels">
          <thead><tr><th>{t('channels.title')}</th><th>{t('common.state')}</th><th>{t('channels.taken')}</th><th>{t('channels.failed')}</th><th>{t('channels.day')}</th><th /></tr></thead>
          <tbody>{(data?.items ?? []).map((c) => <Row key={c.channel} channel={c} may={can.channels(staff.role)} />)}</tbody>
        </table>
      </div>
    </Panel>
  )
}

function Row({ channel: c, may }: { channel: ChannelView; may: boolean }) {
  const { t } = useTranslation()
  const how = standing(c)
  return (
    <tr>
      <th scope="row">{t(`channels.name.${c.channel}`)}</th>
      <td><span className={`chip ${TINT[how]}`}>{t(`channels.${how}`)}</span></td>
      <td className="nowrap">{c.taken_at ? <span title={stamp(c.taken_at)}><Ago at={c.taken_at} /></span> : '—'}</td>
      <td>{c.failed_at ? <><span className="nowrap" title={stamp(c.failed_at)}><Ago at={c.failed_at} /></span>{c.error && <span className="quiet"> · {c.error}</span>}</> : '—'}</td>
      <td className="num nowrap">{c.tries > 0 ? t('channels.of', { n: c.taken, of: c.tries }) : '—'}</td>
      <td>{may && c.set_up && <Test channel={c} />}</td>
    </tr>
  )
}

/** One test, to a number or mailbox that is typed; a group needs none. */
function Test({ channel: c }: { channel: ChannelView }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [to, setTo] = useState<string>()
  const { submit, error, busy } = useSubmit(['notices'], ['channels'])
  const send = async () => {
    if (!(await submit(() => answer(api.POST('/api/v1/notices/test', { body: { channel: c.channel, to: to?.trim() || undefined } }))))) return
    setTo(undefined)
    void message.success(t('channels.sent'))
  }
  if (to === undefined) {
    return <><Button size="small" loading={busy} aria-label={`${t(`channels.name.${c.channel}`)} ${t('channels.test')}`} onClick={() => (toGroup(c.channel) ? void send() : setTo(''))}>{t('channels.test')}</Button><ProblemLine error={error} /></>
  }
  const label = t(c.channel === 'mail' ? 'channels.mailbox' : 'channels.number')
  return (
    <form className="row" onSubmit={(e) => { e.preventDefault(); void send() }}>
      <Input size="small" autoFocus aria-label={label} placeholder={label} inputMode={c.channel === 'mail' ? 'email' : 'tel'} value={to} onChange={(e) => setTo(e.target.value)} style={{ width: 160 }} />
      <Button size="small" type="primary" htmlType="submit" loading={busy} disabled={!to.trim()}>{t('channels.send')}</Button>
      <Button size="small" onClick={() => setTo(undefined)}>{t('common.cancel')}</Button>
      <ProblemLine error={error} />
    </form>
  )
}
