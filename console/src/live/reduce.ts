// Folds an event into what the screens already hold. Pure but for the cache it is
// given, so that a test can feed it.
import type { QueryClient } from '@tanstack/react-query'
import type { Alert, Device, Incident, IncidentFile, Installation, List, Occupancy, Order } from '../api/types'
import type { Noun } from './events'

type Row = { id: string; version?: number }

/** Merges a newer row over an older one; a late, older event changes nothing. */
export function merge<T extends Row>(old: T | undefined, row: T): T {
  if (old?.version !== undefined && row.version !== undefined && row.version < old.version) return old
  return { ...old, ...row }
}

export function upsert<T extends Row>(list: List<T> | undefined, row: T, belongs: (row: T) => boolean): List<T> | undefined {
  if (!list) return list
  const at = list.items.findIndex((item) => item.id === row.id)
  const merged = merge(at >= 0 ? list.items[at] : undefined, row)
  if (!belongs(merged)) return at < 0 ? list : { ...list, items: list.items.filter((item) => item.id !== row.id) }
  if (at < 0) return { ...list, items: [merged, ...list.items] }
  return { ...list, items: list.items.map((item, i) => (i === at ? merged : item)) }
}

/** Applies one event. Answers the query keys that must be asked for again. */
export function reduce(cache: QueryClient, noun: Noun, data: unknown): unknown[][] {
  switch (noun) {
    case 'incident': return onIncident(cache, data as Incident)
    case 'order': return onOrder(cache, data as Order)
    case 'device': return onDevice(cache, data as Device)
    case 'alert': return onAlert(cache, data as Alert)
    case 'installation': return onInstallation(cache, data as Installation)
    case 'phone': return onPhone(data as { id: string; incident_id: string | null })
    // The event names the ticket only: who may see it asks for it.
    case 'ticket': return [['tickets'], ['ticket', (data as Row).id], ['desk']]
    case 'occupancy': return onOccupancy(cache, data as Occupancy)
  }
}

function onIncident(cache: QueryClient, incident: Incident): unknown[][] {
  cache.setQueryData<List<Incident>>(['incidents', 'desk'], (list) => upsert(list, incident, (i) => i.state !== 'closed'))
  cache.setQueryData<IncidentFile>(['incident', incident.id], (file) => (file ? merge(file, incident as IncidentFile) : file))
  // The timeline and what is still missing are known to the server only.
  const again: unknown[][] = [['desk'], ['incident', incident.id]]
  if (incident.state === 'closed') again.push(['incidents', 'closed'])
  if (incident.elder_id && incident.elder_name === undefined) again.push(['incidents', 'desk'])
  return again
}

/** Whether a cached answer is a list with this row: below the same key lie counts as well. */
const shows = <T extends { id: string }>(list: List<T> | undefined, id: string): list is List<T> =>
  Array.isArray(list?.items) && list.items.some((item) => item.id === id)

function onOrder(cache: QueryClient, order: Order): unknown[][] {
  for (const query of cache.getQueryCache().findAll({ queryKey: ['orders'] })) {
    cache.setQueryData<List<Order>>(query.queryKey, (list) => {
      // Only rows already there are patched: whether a new one belongs is the filter's business.
      if (!shows(list, order.id)) return list
      return upsert(list, order, () => true)
    })
  }
  cache.setQueryData<Order>(['order', order.id], (old) => (old ? merge(old, order) : old))
  const again: unknown[][] = [['orders'], ['order', order.id]]
  if (order.incident_id) again.push(['incident', order.incident_id])
  return again
}

function onDevice(cache: QueryClient, device: Device): unknown[][] {
  for (const query of cache.getQueryCache().findAll({ queryKey: ['devices'] })) {
    cache.setQueryData<List<Device>>(query.queryKey, (list) => {
      if (!shows(list, device.id)) return list
      return upsert(list, device, () => true)
    })
  }
  return []
}

function onInstallation(cache: QueryClient, installation: Installation): unknown[][] {
  cache.setQueryData<Installation>(['installation', installation.id], (old) => (old ? merge(old, installation) : old))
  return [['installations']]
}

/** A call is told of without its number: the desk asks for the rest. */
function onPhone({ id, incident_id }: { id: string; incident_id: string | null }): unknown[][] {
  return [['phones'], ['phone', id], ['desk'], ...(incident_id ? [['incident', incident_id]] : [])]
}

function onAlert(cache: QueryClient, alert: Alert): unknown[][] {
  for (const query of cache.getQueryCache().findAll({ queryKey: ['alerts'] })) {
    cache.setQueryData<List<Alert>>(query.queryKey, (list) => {
      if (!shows(list, alert.id)) return list
      return upsert(list, alert, () => true)
    })
  }
  return [['alerts']]
}

function onOccupancy(cache: QueryClient, occupancy: Occupancy): unknown[][] {
  cache.setQueryData<Occupancy>(['occupancy', occupancy.center_id], (old) => (old && !occupancy.beds ? { ...old, ...occupancy, beds: old.beds } : occupancy))
  return [['today', occupancy.center_id], ...(occupancy.beds ? [] : [['occupancy', occupancy.center_id]])]
}
