// What the screens of plans ask for.
import { queryOptions } from '@tanstack/react-query'
import { api, data } from '../../api/http'
import type { components } from '../../api/schema'

type S = components['schemas']

export type Offering = S['OfferingItem']
export type Plan = S['PlanItem']
export type PlanFile = S['PlanDetail']
export type PlanDay = S['PlanDay']
export type Meal = S['MealItem']
export type Diet = S['DietFigure']['diet']
export type ActivitySite = S['ActivitySite']
export type Outreach = S['OutreachItem']
export type OutreachFile = S['OutreachDetail']
export type OutreachRow = S['OutreachRow']
export type OutreachFilter = S['OutreachFilter']

export const offeringsQuery = queryOptions({
  queryKey: ['offerings'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/offerings', { signal })),
  staleTime: 60_000,
})

export const plansQuery = (filter: { service?: string; elder_id?: string; ended?: boolean }) => queryOptions({
  queryKey: ['plans', filter],
  queryFn: ({ signal }) => data(api.GET('/api/v1/plans', { params: { query: { ...filter, limit: 500 } }, signal })),
  refetchInterval: 120_000,
})

export const planQuery = (id: string) => queryOptions({
  queryKey: ['plan', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/plans/{id}', { params: { path: { id } }, signal })),
})

export const planDayQuery = (day: string) => queryOptions({
  queryKey: ['plan-day', day],
  queryFn: ({ signal }) => data(api.GET('/api/v1/plan-day', { params: { query: { day } }, signal })),
  refetchInterval: 60_000,
})

export const kitchensQuery = queryOptions({
  queryKey: ['kitchens'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/kitchens', { signal })),
  staleTime: 60_000,
})

export const mealsQuery = (id: string, day: string) => queryOptions({
  queryKey: ['meals', id, day],
  queryFn: ({ signal }) => data(api.GET('/api/v1/kitchens/{id}/meals', { params: { path: { id }, query: { day } }, signal })),
  enabled: id !== '',
  staleTime: 60_000, // each look is recorded
})

export const activitiesQuery = (month: string) => queryOptions({
  queryKey: ['activities', month],
  queryFn: ({ signal }) => data(api.GET('/api/v1/activities', { params: { query: { month } }, signal })),
  refetchInterval: 120_000,
})

export const guestsQuery = (id: string) => queryOptions({
  queryKey: ['guests', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/activities/{id}/guests', { params: { path: { id } }, signal })),
  staleTime: 60_000,
})

export const outreachesQuery = queryOptions({
  queryKey: ['outreaches'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/outreaches', { signal })),
  refetchInterval: 30_000,
})

export const outreachQuery = (id: string) => queryOptions({
  queryKey: ['outreach', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/outreaches/{id}', { params: { path: { id } }, signal })),
  refetchInterval: 30_000,
})

export const outreachEldersQuery = (id: string, state?: OutreachRow['state']) => queryOptions({
  queryKey: ['outreach-elders', id, state],
  queryFn: ({ signal }) => data(api.GET('/api/v1/outreaches/{id}/elders', { params: { path: { id }, query: { state, limit: 200 } }, signal })),
  staleTime: 10_000,
})
