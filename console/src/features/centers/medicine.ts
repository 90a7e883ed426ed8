// What the screens of medicine and of samples ask for.
import { queryOptions } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { api, data } from '../../api/http'
import type { components } from '../../api/schema'

type S = components['schemas']

export type Dose = S['DoseItem']
export type MedicineRound = S['MedicineRound']
export type Need = S['NeedItem']
export type MedicineDay = S['MedicineDay']
export type MedicineLine = S['MedicineItem']
export type Resident = S['ResidentItem']
export type SampleLog = S['SampleLog']
export type SampleDay = S['SampleDay']
export type Sample = S['SampleItem']
export type Meal = S['SampleMeal']['meal']

export const MEALS: Meal[] = ['breakfast', 'lunch', 'supper']

// Each look is recorded, so these ask seldom by themselves.
const LOOK = 120_000

export const roundQuery = (id: string, day: string) => queryOptions({
  queryKey: ['medicine-round', id, day],
  queryFn: ({ signal }) => data(api.GET('/api/v1/centers/{id}/medicine-round', { params: { path: { id }, query: { day } }, signal })),
  enabled: id !== '',
  refetchInterval: LOOK,
})

export const medicineDayQuery = (id: string) => queryOptions({
  queryKey: ['medicine-day', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/centers/{id}/medicine-day', { params: { path: { id } }, signal })),
  refetchInterval: LOOK,
})

export const medicinesQuery = (id: string, ended: boolean) => queryOptions({
  queryKey: ['medicines', id, ended],
  queryFn: ({ signal }) => data(api.GET('/api/v1/centers/{id}/medicines', { params: { path: { id }, query: { ended } }, signal })),
  enabled: id !== '',
  staleTime: 60_000,
})

export const stockQuery = (id: string) => queryOptions({
  queryKey: ['medicine-stock', id],
  queryFn: ({ signal }) => data(api.GET('/api/v1/medicines/{id}/stock', { params: { path: { id } }, signal })),
  staleTime: 60_000,
})

export const samplesQuery = (id: string, when: { day?: string; month?: string }) => queryOptions({
  queryKey: ['samples', id, when],
  queryFn: ({ signal }) => data(api.GET('/api/v1/kitchens/{id}/samples', { params: { path: { id }, query: when }, signal })),
  enabled: id !== '',
  refetchInterval: LOOK,
})

/** What somebody says of one thing that is due. */
export type Act = 'give' | 'refuse' | 'miss' | 'check' | 'undo'

export function say(act: Act, dose: Pick<Dose, 'medicine_id' | 'due_at'>, body: { reason?: string; at?: string } = {}) {
  const to = { params: { path: { id: dose.medicine_id } }, body: { due_at: dose.due_at, ...body } }
  switch (act) {
    case 'give': return data(api.POST('/api/v1/medicines/{id}/give', to))
    case 'refuse': return data(api.POST('/api/v1/medicines/{id}/refuse', to))
    case 'miss': return data(api.POST('/api/v1/medicines/{id}/miss', to))
    case 'check': return data(api.POST('/api/v1/medicines/{id}/check', to))
    case 'undo': return data(api.POST('/api/v1/medicines/{id}/undo', to))
  }
}

/** How often what is given as needed may be given, as its paper says. */
export function gapText(t: TFunction, m: { gap_minutes?: number; day_most?: number }): string {
  const minutes = m.gap_minutes ?? 0
  const gap = minutes % 60 === 0 ? t('carehome.needed.gapHours', { n: minutes / 60 }) : t('carehome.needed.gapMinutes', { n: minutes })
  return [gap, m.day_most ? t('carehome.needed.most', { n: m.day_most }) : ''].filter(Boolean).join(t('common.comma'))
}
