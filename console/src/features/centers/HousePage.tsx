import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { centersQuery } from '../../api/queries'
import { can, useSession } from '../../app/session'
import { useSignOut } from '../../app/Shell'
import { DataAge } from '../../components/age'
import { DoorsPage, type Door } from '../../components/doors'
import { Empty } from '../../components/parts'
import { setLanguage } from '../../i18n'
import './round.css'

const CHOSEN = 'yian.center'
const KINDS = ['care_home', 'rehab', 'day_care', 'branch']

/** The house that somebody works in, or chose. Workers have theirs, and see no list of others. */
export function useHouse(): { id: string; pick: ReactNode } {
  const { t } = useTranslation()
  const { staff } = useSession()
  const own = staff.center_id
  const { data: centers } = useQuery({ ...centersQuery, enabled: !own && staff.role !== 'worker' })
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN) ?? '')
  if (own || staff.role === 'worker') return { id: own ?? '', pick: null }
  const houses = KINDS.flatMap((kind) => (centers?.items ?? []).filter((c) => c.kind === kind))
  const id = houses.some((c) => c.id === chosen) ? chosen : houses[0]?.id ?? ''
  const pick = (
    <Select aria-label={t('carehome.house')} showSearch={{ optionFilterProp: 'label' }} value={id || undefined} style={{ width: 220 }} options={houses.map((c) => ({ value: c.id, label: c.name }))} onChange={(value) => {
      localStorage.setItem(CHOSEN, value)
      setChosen(value)
    }} />
  )
  return { id, pick }
}

const useDoors = (): Door[] => {
  const { t } = useTranslation()
  const { staff } = useSession()
  const medicine: Door[] = can.medicine(staff.role) ? [{ to: '/medicine', label: t('carehome.tabs.round') }, { to: '/medicine/lists', label: t('carehome.tabs.lists') }] : []
  return [...medicine, { to: '/medicine/samples', label: t('carehome.tabs.samples') }]
}

/** The frame of what goes round in a house: a line of doors, on a telephone with a way out. */
export function HousePage(page: { title: string; age?: number; actions?: ReactNode; children: ReactNode }) {
  const { t, i18n } = useTranslation()
  const { staff } = useSession()
  const leave = useSignOut()
  const doors = useDoors()
  if (staff.role !== 'worker') return <DoorsPage label={t('carehome.tabsLabel')} doors={doors} limit={300} className="house-page" {...page} />
  return (
    <div className="page house-page">
      <header className="house-head no-print">
        <h1>{staff.name}</h1>
        <span className="grow" />
        <Link to="/field">{t('nav.field')}</Link>
        <button type="button" lang={i18n.language === 'en' ? 'zh-CN' : 'en'} onClick={() => setLanguage(i18n.language === 'en' ? 'zh' : 'en')}>{t('app.language')}</button>
        <button type="button" onClick={leave}>{t('session.signOut')}</button>
      </header>
      <nav className="page-doors no-print" aria-label={t('carehome.tabsLabel')}>
        {doors.map((d) => <Link key={d.to} to={d.to} search={{}} activeOptions={{ exact: true, includeSearch: false }} className="page-door">{d.label}</Link>)}
      </nav>
      {staff.center_id
        ? <><div className="house-acts">{page.actions}{page.age !== undefined && <DataAge at={page.age} limit={300} />}</div>{page.children}</>
        : <div className="sheet"><Empty title={t('carehome.none')} hint={t('carehome.noneHint')} /></div>}
    </div>
  )
}
