import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { FamilyMonth } from '../../api/types'
import { useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { day, fullStamp, shanghai } from '../../app/time'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { familyQuery } from './keyQueries'
import './file.css'

/** 家属月报: a month in neutral words, for paper. Nothing without consent. */
export function FamilyPage() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const { id } = useParams({ from: '/shell/elders/$id/family' })
  const { month } = useSearch({ from: '/shell/elders/$id/family' })
  const { data: page, error, refetch } = useQuery(familyQuery(id, month))
  const { submit, error: failed, busy } = useSubmit()
  const print = async () => {
    if (page && await submit(() => data(api.POST('/api/v1/elders/{id}/family-page/printed', { params: { path: { id } }, body: { month: page.month } })))) window.print()
  }
  return (
    <Page
      title={<span className="row no-print"><Link to="/elders/$id" params={{ id }} className="link-plain" aria-label={t('common.back')}>←</Link>{t('file.family.title')}</span>}
      actions={(
        <span className="row no-print">
          <DatePicker picker="month" aria-label={t('file.family.month')} allowClear={false} value={page ? dayjs(`${page.month}-01`) : null} disabledDate={(d) => d.isAfter(dayjs(), 'month')} onChange={(d) => d && void navigate({ to: '/elders/$id/family', params: { id }, search: { month: d.format('YYYY-MM') } })} />
          <Button type="primary" disabled={!page} loading={busy} onClick={() => void print()}>{t('file.family.print')}</Button>
        </span>
      )}
    >
      <ProblemLine error={failed} />
      {!page && (error ? <ProblemLine error={error} onRetry={() => void refetch()} /> : <Empty title={t('common.loading')} />)}
      {page && <Paper page={page} month={i18n.language === 'zh' ? shanghai(`${page.month}-01T00:00:00+08:00`).format('YYYY 年 M 月') : page.month} />}
    </Page>
  )
}

function Paper({ page, month }: { page: FamilyMonth; month: string }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  const by = page.consent.by === 'guardian' ? t('file.family.guardian', { name: page.consent.name }) : t('file.family.elder')
  return (
    <article className="family-paper">
      <h2>{t('file.family.heading', { name: page.elder_name, month })}</h2>
      <p>{page.for.length > 0 ? t('file.family.forWhom', { names: page.for.join('、') }) : t('file.family.forFamily')} <span className="quiet">{t('file.family.asOf', { at: day(Date.parse(page.as_of) - 1) })}</span></p>
      <h3>{t('file.family.presses')}</h3>
      {page.presses.length === 0 ? <p>{t('file.family.noPress')}</p> : (
        <table><tbody>
          {page.presses.map((p) => (
            <tr key={p.at}>
              <td className="num nowrap">{shanghai(p.at).format('MM-DD HH:mm')}</td>
              <td>{t(`file.family.how.${p.how}`)}</td>
              <td className="num nowrap">{p.answered_s == null ? '' : t('file.family.answered', { n: p.answered_s })}</td>
              <td>{t(`file.family.ended.${p.ended}`)}</td>
            </tr>
          ))}
        </tbody></table>
      )}
      <h3>{t('file.family.trials')}</h3>
      <p>{page.trials > 0 ? t('file.family.trialsTold', { n: page.trials }) : t('file.family.noTrial')}</p>
      <h3>{t('file.family.services')}</h3>
      {page.services.length === 0 ? <p>{t('file.family.noService')}</p> : (
        <table><tbody>{page.services.map((s) => <tr key={s.service}><td>{word(t, 'service', s.service)}</td><td className="num">{t('file.family.of', { n: s.done, of: s.due })}</td></tr>)}</tbody></table>
      )}
      <h3>{t('file.family.ring')}</h3>
      {page.ring.map((r) => <p key={r.who} className="family-ring">{t(`file.family.${r.who}`)} {r.name} <span className="num">{r.phone}</span></p>)}
      <p className="family-foot">{t('file.family.sign', { by, at: day(page.consent.at) })} <span className="num">{t('file.family.printed', { name: staff.name, at: fullStamp(now) })}</span></p>
    </article>
  )
}
