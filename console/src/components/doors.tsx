import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { DataAge } from './age'

type Path =
  | '/orders' | '/orders/plans' | '/orders/kitchen' | '/orders/activities' | '/orders/outreach' | '/orders/catalogue' | '/orders/money' | '/statements'
  | '/tickets' | '/tickets/articles' | '/tickets/follow-ups' | '/tickets/audits' | '/tickets/times'
  | '/roster' | '/roster/chain' | '/roster/wakes'
  | '/medicine' | '/medicine/lists' | '/medicine/samples'

export interface Door { to: Path; label: string }

interface Frame { title: ReactNode; label: string; doors: readonly Door[]; className?: string; age?: number; limit?: number; actions?: ReactNode; children: ReactNode }

/** The frame of pages that belong together: one line of doors, then the page. */
export function DoorsPage({ title, label, doors, className = '', age, limit, actions, children }: Frame) {
  return (
    <div className={`page ${className}`}>
      <div className="page-head">
        <h1 className="hidden-visually">{title}</h1>
        <nav className="page-doors no-print" aria-label={label}>
          {doors.map((d) => <Link key={d.to} to={d.to} search={{}} activeOptions={{ exact: true, includeSearch: false }} className="page-door">{d.label}</Link>)}
        </nav>
        {age !== undefined && <DataAge at={age} limit={limit} />}
        <div className="grow" />
        {actions}
      </div>
      {children}
    </div>
  )
}
