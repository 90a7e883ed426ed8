// What screens ask for, by noun. The keys are the contract with live/reduce.ts,
// which folds events into the same entries.
import { QueryClient, queryOptions } from '@tanstack/react-query'
import { api, data, Problem } from './http'
import type { Device, List, OrderState } from './types'

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays a refusal; only silence is worth another try.
        retry: (count, error) => !(error instanceof Problem) && count < 2,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** The states that the desk works on. */
const DESK_STATES = 'open,answered,dispatched,arrived'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/session', { signal })),
  staleTime: 60_000,
})

export const deskQuery = queryOptions({
  queryKey: ['desk'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/desk', { signal })),
  refetchInterval: 10_000,
})

export const deskIncidentsQuery = queryOptions({
  queryKey: ['incidents', 'desk'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/incidents', { params: { query: { state: DESK_STATES, limit: 500 } }, signal })),
  refetchInterval: 30_000,
})

export const closedIncidentsQuery = queryOptions({
  queryKey: ['incidents', 'closed'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/incidents', { params: { query: { state: 'closed', order: 'newest', limit: 200 } }, signal })),
})

export const incidentQuery = (id: string) => queryOptions({
  queryKey: ['incident', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/incidents/{id}', { params: { path: { id } }, signal })),
  staleTime: 2_000,
})

/** Forced doors that nobody has paid for. */
export const damagesQuery = queryOptions({
  queryKey: ['incidents', 'damages'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/incidents', { params: { query: { owing: true, order: 'newest', limit: 500 } }, signal })),
})

/** 120's words for a kind of incident; what is past its review goes while the file stands open. */
export const firstAidQuery = (kind: string) => queryOptions({
  queryKey: ['articles', 'first-aid', kind],
  queryFn: ({ signal }) => data(api.GET('/api/v1/first-aid/{kind}', { params: { path: { kind } }, signal })),
  staleTime: 60_000,
  refetchInterval: 300_000,
})

export const respondersQuery = (id: string) => queryOptions({
  queryKey: ['responders', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/incidents/{id}/responders', { params: { path: { id } }, signal })),
  staleTime: 15_000,
})

/** What rings or is spoken now. */
export const livePhonesQuery = queryOptions({
  queryKey: ['phones', 'live'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/phone/calls', { params: { query: { which: 'live', limit: 20 } }, signal })),
  refetchInterval: 30_000,
})

/** Whom somebody has to call back, the earliest deadline first. */
export const owedPhonesQuery = queryOptions({
  queryKey: ['phones', 'owed'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/phone/calls', { params: { query: { which: 'owed', limit: 200 } }, signal })),
  refetchInterval: 30_000,
})

export const missedPhonesQuery = queryOptions({
  queryKey: ['phones', 'missed'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/phone/calls', { params: { query: { which: 'missed', limit: 30 } }, signal })),
})

export const phoneQuery = (id: string) => queryOptions({
  queryKey: ['phone', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/phone/calls/{id}', { params: { path: { id } }, signal })),
  staleTime: 2_000,
})

export const nuisancesQuery = queryOptions({
  queryKey: ['phones', 'nuisances'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/phone/nuisances', { signal })),
})

export const shiftsQuery = queryOptions({
  queryKey: ['shifts'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/shifts', { params: { query: { limit: 20 } }, signal })),
  refetchInterval: 30_000,
})

export const bookQuery = (region_id: string) => queryOptions({
  queryKey: ['book', region_id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/emergency-book', { params: { query: { region_id } }, signal })),
  enabled: region_id !== '',
})

export interface OrderFilter { state?: string; service?: string; elder_id?: string; incident_id?: string; worker_id?: string; cursor?: string; sort?: 'newest' | 'soonest' }

export const OPEN_ORDERS: OrderState[] = ['requested', 'queued', 'assigned', 'accepted', 'on_the_way', 'arrived']

export const ordersQuery = (filter: OrderFilter) => queryOptions({
  queryKey: ['orders', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/orders', { params: { query: { ...filter, limit: 200 } }, signal })),
  refetchInterval: 60_000,
})

export const orderQuery = (id: string) => queryOptions({
  queryKey: ['order', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/orders/{id}', { params: { path: { id } }, signal })),
})

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/workers', { signal })),
  staleTime: 30_000,
})

export interface ElderFilter { q?: string; household_id?: string; center_id?: string; cursor?: string; limit?: number }

export const eldersQuery = (filter: ElderFilter) => queryOptions({
  queryKey: ['elders', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/elders', { params: { query: filter }, signal })),
  staleTime: 30_000,
})

export const elderQuery = (id: string) => queryOptions({
  queryKey: ['elder', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/elders/{id}', { params: { path: { id } }, signal })),
})

export const latestQuery = (id: string) => queryOptions({
  queryKey: ['latest', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/elders/{id}/latest', { params: { path: { id } }, signal })),
  refetchInterval: 30_000,
})

export const fencesQuery = (id: string) => queryOptions({
  queryKey: ['fences', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/elders/{id}/fences', { params: { path: { id } }, signal })),
  staleTime: 60_000, // each look is recorded
})

export const placeQuery = (id: string) => queryOptions({
  queryKey: ['place', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/elders/{id}/place', { params: { path: { id } }, signal })),
  staleTime: 30_000,
  refetchOnWindowFocus: false,
})

export const curveQuery = (id: string, metric: string, hours: number, every: string) => queryOptions({
  queryKey: ['curve', id, metric, hours],
  queryFn: ({ signal }) => {
    const to = new Date()
    const from = new Date(to.getTime() - hours * 3_600_000)
    return data(api.GET('/api/v1/elders/{id}/readings', {
      params: { path: { id }, query: { metric, from: from.toISOString(), to: to.toISOString(), every } }, signal,
    }))
  },
  refetchInterval: 60_000,
})

export const householdsQuery = (q: string) => queryOptions({
  queryKey: ['households', q],
  queryFn: ({ signal }) => data(api.GET('/api/v1/households', { params: { query: { q, limit: 50 } }, signal })),
  staleTime: 30_000,
})

export const regionsQuery = queryOptions({
  queryKey: ['regions'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/regions', { signal })),
  staleTime: 300_000,
})

export const centersQuery = queryOptions({
  queryKey: ['centers'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/centers', { params: { query: { limit: 500 } }, signal })),
  staleTime: 300_000,
})

export const occupancyQuery = (id: string) => queryOptions({
  queryKey: ['occupancy', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/centers/{id}/occupancy', { params: { path: { id } }, signal })),
  refetchInterval: 60_000,
})

export const todayQuery = (id: string) => queryOptions({
  queryKey: ['today', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/centers/{id}/today', { params: { path: { id } }, signal })),
  refetchInterval: 60_000,
})

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/staff', { params: { query: { limit: 500 } }, signal })),
})

export interface DeviceFilter { q?: string; household_id?: string; elder_id?: string; gateway_id?: string; due?: 'sim' | 'end_of_life' | 'proof' | 'moved'; cursor?: string }

/** A county has a few thousand devices; their list is read to its end, or a filter on it would lie. */
export const devicesQuery = (filter: DeviceFilter) => queryOptions({
  queryKey: ['devices', filter],
  queryFn: async ({ signal }) => {
    const all: List<Device> = { items: [], next: null }
    let cursor: string | undefined
    do {
      const page = await data(api.GET('/api/v1/devices', { params: { query: { ...filter, cursor, limit: 500 } }, signal }))
      all.items.push(...page.items)
      cursor = page.next ?? undefined
    } while (cursor && all.items.length < 10_000)
    return all
  },
  refetchInterval: 120_000,
})

export const dueDevicesQuery = queryOptions({
  queryKey: ['devices', 'due'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/due-devices', { signal })),
  refetchInterval: 120_000,
})

export const installationsQuery = queryOptions({
  queryKey: ['installations'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/installations', { params: { query: { state: 'running', limit: 100 } }, signal })),
  refetchInterval: 60_000,
})

export const installationQuery = (id: string) => queryOptions({
  queryKey: ['installation', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/installations/{id}', { params: { path: { id } }, signal })),
  refetchInterval: 10_000,
})

export const fieldHomesQuery = (q: string) => queryOptions({
  queryKey: ['field-homes', q],
  queryFn: ({ signal }) => data(api.GET('/api/v1/installations/homes', { params: { query: { q } }, signal })),
  enabled: q.length >= 2,
})

export const homesQuery = queryOptions({
  queryKey: ['homes'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/homes', { params: { query: { limit: 500 } }, signal })),
  refetchInterval: 60_000,
})

export interface MonthFilter { month?: string; region_id?: string }

export const protectionQuery = (region_id?: string) => queryOptions({
  queryKey: ['protection', 'now', region_id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/protection', { params: { query: { region_id } }, signal })),
  refetchInterval: 30_000,
})

export const protectedMonthQuery = (filter: MonthFilter) => queryOptions({
  queryKey: ['protection', 'month', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/protection/month', { params: { query: filter }, signal })),
  refetchInterval: 300_000,
})

export const protectedHomesQuery = (filter: MonthFilter) => queryOptions({
  queryKey: ['protection', 'homes', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/protection/homes', { params: { query: filter }, signal })),
  refetchInterval: 300_000,
})

export const protectedHomeQuery = (id: string, month?: string) => queryOptions({
  queryKey: ['protection', 'home', id, month],
  queryFn: ({ signal }) => data(api.GET('/api/v1/protection/homes/{id}', { params: { path: { id }, query: { month } }, signal })),
})

export const proofsQuery = (filter: MonthFilter) => queryOptions({
  queryKey: ['proofs', 'list', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/proofs', { params: { query: { ...filter, limit: 200 } }, signal })),
  refetchInterval: 60_000,
})

export const proofMonthQuery = (filter: MonthFilter) => queryOptions({
  queryKey: ['proofs', 'month', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/proofs/month', { params: { query: filter }, signal })),
  refetchInterval: 60_000,
})

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/overview', { signal })),
  refetchInterval: 15_000,
})

export const refusalsQuery = queryOptions({
  queryKey: ['refusals'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/refusals', { signal })),
  refetchInterval: 15_000,
})

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/sources', { signal })),
  refetchInterval: 15_000,
})

export const decodersQuery = queryOptions({
  queryKey: ['decoders'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/sources/decoders', { signal })),
  staleTime: Infinity,
})

export interface AlertFilter { state: 'firing' | 'cleared' | 'all'; technical: 'true' | 'false' }

export const alertsQuery = (filter: AlertFilter) => queryOptions({
  queryKey: ['alerts', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/alerts', { params: { query: { ...filter, limit: 200 } }, signal })),
  refetchInterval: 60_000,
})

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/rules', { signal })),
  staleTime: 60_000,
})

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/channels', { signal })),
  refetchInterval: 15_000,
})

export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/notices', { signal })),
  refetchInterval: 15_000,
})

export interface TicketFilter { q?: string; kind?: string; state?: string; handler?: string; elder_id?: string; overdue?: boolean }

export const ticketsQuery = (filter: TicketFilter) => queryOptions({
  queryKey: ['tickets', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/tickets', { params: { query: { ...filter, limit: 200 } }, signal })),
  refetchInterval: 60_000,
})

export const ticketQuery = (id: string) => queryOptions({
  queryKey: ['ticket', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/tickets/{id}', { params: { path: { id } }, signal })),
})

export const articlesQuery = (q: string, all = false) => queryOptions({
  queryKey: ['articles', q, all],
  queryFn: ({ signal }) => data(api.GET('/api/v1/articles', { params: { query: { q, all } }, signal })),
  staleTime: 30_000,
})

export const followUpsQuery = (state: string) => queryOptions({
  queryKey: ['follow-ups', state],
  queryFn: ({ signal }) => data(api.GET('/api/v1/follow-ups', { params: { query: { state, limit: 200 } }, signal })),
  refetchInterval: 30_000,
})

export const followUpQuery = (id: string) => queryOptions({
  queryKey: ['follow-up', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/follow-ups/{id}', { params: { path: { id } }, signal })),
})

/** A period that ends now: asked by its length, so that the key stays the same while it goes on. */
const last = (days: number) => ({ from: new Date(Date.now() - days * 86_400_000).toISOString(), to: new Date().toISOString() })

export const opinionsQuery = (days: number) => queryOptions({
  queryKey: ['opinions', days],
  queryFn: ({ signal }) => data(api.GET('/api/v1/opinions', { params: { query: last(days) }, signal })),
  refetchInterval: 60_000,
})

export const auditsQuery = queryOptions({
  queryKey: ['audits'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/audits', { params: { query: { limit: 200 } }, signal })),
})

export const auditQuery = (id: string) => queryOptions({
  queryKey: ['audit', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/audits/{id}', { params: { path: { id } }, signal })),
})

export const timesQuery = (days: number, region_id: string | undefined, step: 'day' | 'week' | 'month') => queryOptions({
  queryKey: ['times', days, region_id, step],
  queryFn: ({ signal }) => data(api.GET('/api/v1/times', { params: { query: { ...last(days), region_id, step } }, signal })),
  refetchInterval: 60_000,
})

export const unexplainedQuery = (days: number) => queryOptions({
  queryKey: ['unexplained', days],
  queryFn: ({ signal }) => data(api.GET('/api/v1/times/unexplained', { params: { query: last(days) }, signal })),
  refetchInterval: 60_000,
})

/** What was entered from paper within the last days, newest first. */
export const paperQuery = (days: number) => queryOptions({
  queryKey: ['incidents', 'afterwards', days],
  queryFn: ({ signal }) => data(api.GET('/api/v1/incidents', { params: { query: { afterwards: true, order: 'newest', since: last(days).from, limit: 50 } }, signal })),
  refetchInterval: 60_000,
})

export const functionsQuery = (days: number, region_id: string | undefined) => queryOptions({
  queryKey: ['functions', days, region_id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/functions', { params: { query: { ...last(days), region_id } }, signal })),
  refetchInterval: 60_000,
})

export interface JournalFilter { noun?: string; subject?: string; cursor?: string }

export const journalQuery = (filter: JournalFilter) => queryOptions({
  queryKey: ['journal', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/journal', { params: { query: { ...filter, limit: 200 } }, signal })),
})

export const goLiveQuery = queryOptions({
  queryKey: ['golive'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/golive', { signal })),
  refetchInterval: 15_000,
})

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/system', { signal })),
  refetchInterval: 10_000,
})
