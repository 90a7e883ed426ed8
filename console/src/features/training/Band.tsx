import { PhoneOutlined, ReadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { Role } from '../../api/types'
import { useNow } from '../../app/clock'
import { can } from '../../app/session'
import { elapsed } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { useDuty } from '../incidents/duty'
import { runningQuery, type Heard, type TrainingRun } from './queries'
import './training.css'

/** The yellow band of a training seat, on every page; below it the earpiece while a case runs. */
export function TrainingBand({ role }: { role: Role }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="bar bar-training" role="status"><ReadOutlined aria-hidden /> <b>{t('training.band')}</b></div>
      {can.desk(role) && <Earpiece />}
    </>
  )
}

/** What is heard, and whom one may try. No link of this page leads to a real telephone. */
function Earpiece() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const duty = useDuty()
  const now = useNow()
  const { data: run } = useQuery(runningQuery)
  const { submit, error, busy } = useSubmit(['training'])
  const [folded, setFolded] = useState(false)
  const before = useRef('')

  const told = (next: TrainingRun | undefined) => {
    if (next) cache.setQueryData(runningQuery.queryKey, next)
  }
  const attempt = (body: { part?: string; number?: string }) => void submit(() => data(api.POST('/api/v1/training/run/try', { body }))).then(told)
  const pickUp = () => void submit(() => data(api.POST('/api/v1/training/run/pick-up', { body: { seat: duty.seat || undefined } }))).then(told)
  const end = (how: 'finish' | 'abandon') => () => void submit(() => data(how === 'finish' ? api.POST('/api/v1/training/run/finish') : api.POST('/api/v1/training/run/abandon')))

  // A run that ends by itself opens its sheet.
  const id = run?.id ?? ''
  useEffect(() => {
    if (before.current && before.current !== id) void navigate({ to: '/training', search: { run: before.current } })
    before.current = id
  }, [id, navigate])

  const instead = useEffectEvent((number: string) => attempt({ number }))
  useEffect(() => {
    // A number that is pressed anywhere rings the played telephone, never the computer's own.
    const dial = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href^="tel:"]') : null
      if (!link) return
      event.preventDefault()
      if (event.type === 'click') instead(link.getAttribute('href')?.slice('tel:'.length) ?? '')
    }
    for (const kind of ['click', 'auxclick'] as const) document.addEventListener(kind, dial, true)
    return () => {
      for (const kind of ['click', 'auxclick'] as const) document.removeEventListener(kind, dial, true)
    }
  }, [])

  if (!run?.id) return null
  return (
    <section className="earpiece" aria-label={t('training.earpiece')}>
      <div className="row earpiece-head">
        <b className="ellipsis">{t('training.running', { n: run.number, title: run.title })}</b>
        <span className="num">{elapsed(now - Date.parse(run.began_at))}</span>
        <span className="grow" />
        {run.rings && <Button size="small" type="primary" icon={<PhoneOutlined aria-hidden />} disabled={busy} onClick={pickUp}>{t('training.ringing')} · {t('training.pickUp')}</Button>}
        <Link to="/desk" search={{}} className="ant-btn ant-btn-sm earpiece-link">{t('training.toDesk')}</Link>
        <Button size="small" disabled={busy} onClick={end('finish')}>{t('training.finish')}</Button>
        <Button size="small" disabled={busy} onClick={end('abandon')}>{t('training.abandon')}</Button>
        <Button size="small" aria-expanded={!folded} onClick={() => setFolded(!folded)}>{t(folded ? 'training.open' : 'training.pause')}</Button>
      </div>
      {!folded && (
        <>
          <ol className="earpiece-lines" aria-live="polite" aria-label={t('training.heard')}>
            {run.heard.length === 0 && <li className="quiet">{t('training.heardNone')}</li>}
            {run.heard.slice(-3).map((h, i) => <HeardLine key={`${h.at}${i}`} heard={h} />)}
          </ol>
          <div className="row wrap earpiece-parts">
            <span>{t('training.tryTitle')}</span>
            {run.parts.map((p) => (
              <button key={p.part} type="button" disabled={busy} onClick={() => attempt({ part: p.part })}>
                {word(t, 'training.part', p.part)}{p.name && <small> {p.name}</small>}
              </button>
            ))}
          </div>
        </>
      )}
      <ProblemLine error={error} />
    </section>
  )
}

export function HeardLine({ heard }: { heard: Heard }) {
  const { t } = useTranslation()
  return (
    <li>
      <b>{word(t, 'training.part', heard.who)}</b> <span>{heard.text}</span>
      {heard.proof && <span className="chip chip-info">{word(t, 'training.proof', heard.proof)}</span>}
    </li>
  )
}

/** The way to the cases, first in the menu of a training seat. */
export function TrainingLink() {
  const { t } = useTranslation()
  return <Link to="/training" search={{}} className="rail-link" title={t('training.title')}><ReadOutlined aria-hidden /><span>{t('training.title')}</span></Link>
}
