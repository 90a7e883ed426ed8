// The wake-check of the night: whoever sits alone presses any key within a minute.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { deskQuery } from '../../api/queries'
import { useNow } from '../../app/clock'
import { stamp } from '../../app/time'
import { bell } from '../../live/tones'
import '../roster/roster.css'

/** A quiet bar that any key or click answers, and a red one when nobody did. It lies over the page: no row moves. */
export function Wake() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const now = useNow()
  const { data: desk } = useQuery(deskQuery)
  const sent = useRef('')
  const wake = desk?.wake
  const asked = Boolean(wake && (wake.absent || now >= Date.parse(wake.at)))
  const awake = useEffectEvent(() => {
    if (!wake || sent.current === wake.at) return
    sent.current = wake.at // one key is enough
    void data(api.POST('/api/v1/desk/awake')).then((view) => cache.setQueryData(deskQuery.queryKey, view), () => { sent.current = '' })
  })
  useEffect(() => {
    if (!asked) return
    bell.test()
    const listen = () => awake()
    window.addEventListener('keydown', listen, true)
    window.addEventListener('pointerdown', listen, true)
    return () => {
      window.removeEventListener('keydown', listen, true)
      window.removeEventListener('pointerdown', listen, true)
    }
  }, [asked])
  if (!asked || !wake) return null
  return (
    <div className={`bar bar-over ${wake.absent ? 'bar-alarm' : 'bar-wake'}`} role="alert" data-testid="wake">
      <span className="grow">{wake.absent ? t('roster.wake.absent') : t('roster.wake.ask')}</span>
      {!wake.absent && <span className="num">{t('roster.wake.left', { s: Math.max(0, Math.ceil((Date.parse(wake.until) - now) / 1000)) })}</span>}
      <button type="button">{t('roster.wake.button')}</button>
    </div>
  )
}

/** What is wrong with the chain before the next change of shift. */
export function ChainBar() {
  const { t } = useTranslation()
  const { data: desk } = useQuery(deskQuery)
  const chain = desk?.chain
  if (!chain || chain.gaps + chain.numbers === 0) return null
  return (
    <div className="bar bar-amber" role="status">
      <span className="grow">
        {[
          chain.gaps > 0 && (chain.shift ? t('roster.bar.gap', { at: stamp(chain.shift), n: chain.gaps }) : t('roster.bar.gapNow', { n: chain.gaps })),
          chain.numbers > 0 && t('roster.bar.numbers', { n: chain.numbers }),
        ].filter(Boolean).join('；')}
      </span>
      <Link to="/roster/chain" className="link-plain">{t('roster.bar.open')}</Link>
    </div>
  )
}
