import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { nuisancesQuery } from '../../api/queries'
import { useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { elapsed, fullStamp } from '../../app/time'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { spaced } from './calls'
import './phone.css'

/** Numbers that somebody marked as a nuisance, with their calls, printable for the police. Nothing is blocked for it. */
export function Nuisances() {
  const { t } = useTranslation()
  const { data, error, refetch, dataUpdatedAt } = useQuery(nuisancesQuery)
  return (
    <Page title={t('phone.nuisanceTitle')} age={dataUpdatedAt} limit={600} actions={<Button className="no-print" onClick={() => window.print()}>{t('day.print')}</Button>}>
      <p className="quiet">{t('phone.nuisanceHint')}{t('common.and')}{t('phone.nothingBlocked')}</p>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {data && data.items.length === 0 && <Empty title={t('phone.nuisanceNone')} />}
      {(data?.items ?? []).map((n) => (
        <section key={n.number} className="sheet sheet-pad print-block">
          <div className="row wrap"><h2 className="num">{spaced(n.number)}</h2>{n.nuisance && <span className="quiet">{t('phone.nuisanceBy', { name: n.by_name || n.nuisance.by, at: fullStamp(n.nuisance.at) })}</span>}</div>
          {n.nuisance?.note && <p>{t('phone.reason')}{t('common.colon')}{n.nuisance.note}</p>}
          <table className="plain-table">
            <thead><tr><th>{t('phone.at')}</th><th>{t('common.state')}</th><th>{t('phone.length')}</th><th>{t('common.note')}</th></tr></thead>
            <tbody>
              {n.calls.map((c) => (
                <tr key={c.id}>
                  <td className="num">{fullStamp(c.at)}</td><td>{t(`phone.${c.direction}`)} · {t(`phone.state.${c.state}`)}</td>
                  <td className="num">{c.answered_at && c.ended_at ? elapsed(Date.parse(c.ended_at) - Date.parse(c.answered_at)) : '—'}</td><td>{c.note}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
      <Printed />
    </Page>
  )
}

/** Prints carry user and time. */
export function Printed() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  return <p className="printed num">{t('phone.printed', { name: staff.name, at: fullStamp(now) })}</p>
}
