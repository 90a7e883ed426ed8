// Finding an elder, a household or a region by typing.
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { centersQuery, eldersQuery, householdsQuery, regionsQuery, workersQuery } from '../api/queries'

interface Pick { value?: string; onChange?: (value: string) => void; id?: string; autoFocus?: boolean; allowClear?: boolean; placeholder?: string; 'aria-label'?: string }

export function ElderPick(props: Pick) {
  const { t } = useTranslation()
  const [q, setQ] = useState('')
  const { data, isFetching } = useQuery(eldersQuery({ q, limit: 20 }))
  return (
    <Select
      {...props}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={isFetching}
      placeholder={props.placeholder ?? t('orders.chooseElder')}
      style={{ width: '100%' }}
      options={(data?.items ?? []).map((e) => ({ value: e.id, label: [e.name, e.age > 0 ? t('common.years', { count: e.age }) : '', e.village || e.township].filter(Boolean).join(' ') }))}
    />
  )
}

export function HouseholdPick(props: Pick) {
  const { t } = useTranslation()
  const [q, setQ] = useState('')
  const { data, isFetching } = useQuery(householdsQuery(q))
  return (
    <Select
      {...props}
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear
      loading={isFetching}
      placeholder={t('elders.householdHint')}
      style={{ width: '100%' }}
      options={(data?.items ?? []).map((h) => ({ value: h.id, label: h.address }))}
    />
  )
}

export function RegionPick({ kinds, only, ...props }: Pick & { kinds?: string[]; only?: (string | undefined)[] }) {
  const { t } = useTranslation()
  const { data } = useQuery(regionsQuery)
  const names = new Map((data?.items ?? []).map((r) => [r.id, r.name]))
  return (
    <Select
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={props.placeholder ?? t('common.choose')}
      style={{ width: '100%' }}
      options={(data?.items ?? []).filter((r) => (!kinds || kinds.includes(r.kind)) && (!only || only.includes(r.id))).map((r) => ({
        value: r.id,
        label: r.kind === 'village' && r.parent_id ? `${names.get(r.parent_id) ?? ''} ${r.name}` : r.name,
      }))}
    />
  )
}

export function CenterPick({ kinds, ...props }: Pick & { kinds?: string[] }) {
  const { t } = useTranslation()
  const { data } = useQuery(centersQuery)
  return (
    <Select
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('common.choose')}
      style={{ width: '100%' }}
      options={(data?.items ?? []).filter((c) => !kinds || kinds.includes(c.kind)).map((c) => ({ value: c.id, label: c.name }))}
    />
  )
}

/** Workers by name; for a service, those who may carry it out. */
export function WorkerPick({ service, ...props }: Pick & { service?: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(workersQuery)
  return (
    <Select
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      placeholder={props.placeholder ?? t('orders.chooseWorker')}
      style={{ width: '100%' }}
      options={(data?.items ?? []).filter((w) => !service || !w.skills?.length || w.skills.some((s) => s === service)).map((w) => ({ value: w.id, label: `${w.name} · ${t('orders.openOrders', { n: w.open_orders })}` }))}
    />
  )
}

/** Names of regions and centers, for tables that hold their ids. */
export function usePlaceNames() {
  const { data: regions } = useQuery(regionsQuery)
  const { data: centers } = useQuery(centersQuery)
  const region = new Map((regions?.items ?? []).map((r) => [r.id, r]))
  const center = new Map((centers?.items ?? []).map((c) => [c.id, c]))
  return {
    /** "township village", as far as the code reaches. */
    region: (id: string | undefined) => {
      if (!id) return ''
      const own = region.get(id)
      const above = own?.kind === 'village' && own.parent_id ? region.get(own.parent_id) : undefined
      return own ? [above?.name, own.name].filter(Boolean).join(' ') : id
    },
    village: (id: string | undefined) => (id ? region.get(id)?.name ?? id : ''),
    center: (id: string | undefined) => (id ? center.get(id)?.name ?? id : ''),
  }
}
