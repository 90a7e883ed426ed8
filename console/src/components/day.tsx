import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { CSSProperties } from 'react'

interface Day { value?: string; onChange?: (day: string) => void; id?: string; allowClear?: boolean; style?: CSSProperties; 'aria-label'?: string }

/** A day as text, 2006-01-02, in the console's language: the browser's own field speaks the browser's. */
export function DayPick({ value, onChange, ...rest }: Day) {
  return <DatePicker {...rest} value={value ? dayjs(value) : null} onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : '')} />
}

/** A month as text, 2006-01. */
export function MonthPick({ value, onChange, ...rest }: Day) {
  return <DatePicker {...rest} picker="month" value={value ? dayjs(value) : null} onChange={(month) => onChange?.(month ? month.format('YYYY-MM') : '')} />
}
