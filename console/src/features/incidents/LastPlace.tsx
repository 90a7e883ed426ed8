import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fencesQuery, placeQuery } from '../../api/queries'
import type { IncidentFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { FencePlaces, PlaceFacts } from '../../components/Place'
import { newestSpot } from './where'

/** Where the elder is, with its age: of whoever may be lost, or called from somewhere. */
export function LastPlace({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const now = useNow()
  const elder = incident.elder?.id ?? ''
  const wanted = elder !== '' && incident.state !== 'closed' && (incident.kind === 'lost' || incident.kind === 'removed' || incident.location != null)
  const place = useQuery({ ...placeQuery(elder), enabled: wanted, refetchInterval: 60_000 })
  const fences = useQuery({ ...fencesQuery(elder), enabled: wanted && incident.kind === 'lost' })
  const newest = place.data?.spot
  // The record knows the place of the call even when readings are away.
  const spot = newestSpot(incident, newest)
  if (!spot) return wanted && place.data ? <p className="quiet">{t('fence.noSpot')}</p> : null
  const h = incident.household
  const home = h?.lat != null && h.lon != null ? { lat: h.lat, lon: h.lon } : undefined
  return (
    <section className="last-place" aria-label={t('fence.spot')}>
      <PlaceFacts spot={spot} age={Math.max(0, (now - Date.parse(spot.at)) / 1000)} home={home} />
      {spot === newest && place.data && <FencePlaces places={place.data.fences ?? []} fences={fences.data?.items ?? []} />}
    </section>
  )
}
