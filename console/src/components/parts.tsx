// Small parts that every screen uses.
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Offline, Problem } from '../api/http'
import { word } from '../i18n/word'
import { DataAge } from './age'

export function Page({ title, age, actions, children, limit }: { title: ReactNode; age?: number; limit?: number; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{title}</h1>
        {age !== undefined && <DataAge at={age} limit={limit} />}
        <div className="grow" />
        {actions}
      </div>
      {children}
    </div>
  )
}

/** scrolls: its body may be longer than its box, and so takes the keyboard. */
export function Panel({ title, extra, children, className = '', flush, scrolls }: { title: ReactNode; extra?: ReactNode; children: ReactNode; className?: string; flush?: boolean; scrolls?: boolean }) {
  return (
    <section className={`panel ${className}`}>
      <header>
        <h2>{title}</h2>
        <div className="grow" />
        {extra}
      </header>
      {flush ? children : <div className="panel-body" tabIndex={scrolls ? 0 : undefined}>{children}</div>}
    </section>
  )
}

/** An empty screen names the next step. */
export function Empty({ title, hint, action }: { title: ReactNode; hint?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {hint && <span>{hint}</span>}
      {action}
    </div>
  )
}

/** n of N, and the percentage only beside both. */
export function Ratio({ n, of, percent = true }: { n: number; of: number; percent?: boolean }) {
  return (
    <span className="num nowrap">
      {n}/{of}
      {percent && of > 0 && <small className="quiet"> {Math.round((n / of) * 1000) / 10}%</small>}
    </span>
  )
}

export function useProblemText() {
  const { t, i18n } = useTranslation()
  return (error: unknown): string => {
    if (error instanceof Offline) return t('error.offline')
    if (!(error instanceof Problem)) return t('error.unknown', { detail: error instanceof Error ? error.message : String(error) })
    const known = word(t, 'fault', error.code)
    if (known !== error.code && (i18n.language === 'en' || !error.detail)) return known
    if (error.errors.length > 0) return [error.detail, ...error.errors.map((e) => `${e.location ?? ''} ${e.message ?? ''}`.trim())].filter(Boolean).join(' · ')
    if (error.detail) return error.detail
    if (error.status === 403) return t('error.forbidden')
    if (error.status === 404) return t('error.notFound')
    return t('error.unknown', { detail: error.code })
  }
}

export function ProblemLine({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useProblemText()
  const { t } = useTranslation()
  if (!error) return null
  return (
    <div className="problem row" role="alert">
      <span className="grow">{text(error)}</span>
      {onRetry && <Button size="small" onClick={onRetry}>{t('common.retry')}</Button>}
    </div>
  )
}

export const Key = ({ children }: { children: ReactNode }) => <kbd aria-hidden="true">{children}</kbd>
