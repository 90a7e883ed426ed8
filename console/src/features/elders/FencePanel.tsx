import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/http'
import { fencesQuery, placeQuery } from '../../api/queries'
import type { ElderFile, Fence } from '../../api/types'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import type { Point } from '../../components/ground'
import { FencePlaces, PlaceFacts } from '../../components/Place'
import { useSubmit } from '../../components/submit'
import { FenceForm } from './FenceForm'
import { FenceSketch } from './FenceSketch'

/** The circles in which the elder is expected to be, and on request the last place. */
export function FencePanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const may = can.places(staff.role)
  const { data, error, refetch } = useQuery({ ...fencesQuery(elder.id), enabled: may })
  const [looking, setLooking] = useState(false)
  const place = useQuery({ ...placeQuery(elder.id), enabled: looking })
  const [editing, setEditing] = useState<Fence | 'new'>()
  if (!may) return null
  const fences = data?.items ?? []
  const home = homeOf(elder)
  const spot = place.data?.spot ?? undefined
  const look = () => {
    if (looking) void place.refetch()
    setLooking(true)
  }
  return (
    <Panel
      title={t('fence.title')}
      extra={(
        <>
          <Button size="small" title={t('fence.looked')} loading={place.isFetching} onClick={look}>{t(looking ? 'fence.again' : 'fence.look')}</Button>
          {!editing && <Button size="small" style={{ marginLeft: 8 }} onClick={() => setEditing('new')}>{t('fence.add')}</Button>}
        </>
      )}
    >
      <ProblemLine error={error ?? place.error} onRetry={() => void (error ? refetch() : place.refetch())} />
      {place.data && !spot && <p className="quiet">{t('fence.noSpot')}</p>}
      {spot && <PlaceFacts spot={spot} age={place.data?.age_s ?? 0} home={home} />}
      {spot && <FencePlaces places={place.data?.fences ?? []} fences={fences} />}
      {fences.length > 0 && <FenceSketch fences={fences} home={home} spot={spot} />}
      {data && fences.length === 0 && !editing && <Empty title={t('fence.none')} hint={t('fence.noneHint')} />}
      <ul className="stack" style={{ gap: 8 }}>
        {fences.map((f) => (
          <li key={f.id}>
            {editing !== 'new' && editing?.id === f.id
              ? <FenceForm elder={elder} fence={f} home={home} spot={spot} onDone={() => setEditing(undefined)} />
              : <Row elder={elder.id} fence={f} onEdit={() => setEditing(f)} />}
          </li>
        ))}
      </ul>
      {editing === 'new' && <FenceForm elder={elder} home={home} spot={spot} onDone={() => setEditing(undefined)} />}
    </Panel>
  )
}

const homeOf = (elder: ElderFile): Point | undefined => {
  const h = elder.household
  return h?.lat != null && h.lon != null ? { lat: h.lat, lon: h.lon } : undefined
}

function Row({ elder, fence, onEdit }: { elder: string; fence: Fence; onEdit: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['fences', elder], ['place', elder])
  const [sure, setSure] = useState(false)
  const remove = () => {
    if (sure) void submit(() => api.DELETE('/api/v1/elders/{id}/fences/{fence}', { params: { path: { id: elder, fence: fence.id } } }))
    setSure(true)
  }
  return (
    <>
      <div className="row wrap">
        <b>{fence.name}</b>
        <span className="num">{t('fence.circle', { radius: fence.radius, hours: fence.from ? `${fence.from}–${fence.until ?? ''}` : t('fence.always') })}</span>
        <span className="grow" />
        <Button size="small" aria-label={`${t('fence.edit')} ${fence.name}`} onClick={onEdit}>{t('fence.edit')}</Button>
        <Button size="small" danger={sure} loading={busy} aria-label={`${t(sure ? 'fence.removeAsk' : 'fence.remove')} ${fence.name}`} onBlur={() => setSure(false)} onClick={remove}>{t(sure ? 'fence.removeAsk' : 'fence.remove')}</Button>
      </div>
      <div className="quiet num" style={{ fontSize: 12 }}>{t('fence.setBy', { at: stamp(fence.set_at), by: fence.set_by })}</div>
      <ProblemLine error={error} />
    </>
  )
}
