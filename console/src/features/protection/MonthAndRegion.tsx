import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MonthFilter } from '../../api/queries'
import { serverNow } from '../../app/clock'
import { shanghai } from '../../app/time'
import { RegionPick } from '../../components/pick'

/** The present month and the twelve before it. */
export const months = () => Array.from({ length: 13 }, (_, n) => shanghai(serverNow()).startOf('month').subtract(n, 'month').format('YYYY-MM'))

/** Chooses a month and a region. */
export function MonthAndRegion({ value, onChange }: { value: MonthFilter; onChange: (value: MonthFilter) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Select aria-label={t('protection.monthPick')} style={{ width: 120 }} value={value.month} onChange={(month) => onChange({ ...value, month })} options={months().map((m) => ({ value: m, label: m }))} />
      <div style={{ width: 220 }}>
        <RegionPick aria-label={t('common.region')} allowClear placeholder={t('protection.allRegions')} value={value.region_id} onChange={(region_id) => onChange({ ...value, region_id: region_id || undefined })} />
      </div>
    </>
  )
}

/** The address of a table to take along. */
export const exportOf = (name: string, filter: MonthFilter) => `/api/v1/export/${name}?${new URLSearchParams({ month: filter.month ?? '', region_id: filter.region_id ?? '' })}`
