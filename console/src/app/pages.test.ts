import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ROLES } from '../api/types'
import { routes } from './router'
import { PATHS, SCREENS } from './session'

/** What a page asks the server for first. */
const ASKS: Record<string, string> = {
  '/desk': '/phone/calls', '/keys': '/keys', '/elders/$id/family': '/elders/{id}/family-page', '/orders': '/orders', '/orders/plans': '/plans', '/orders/kitchen': '/kitchens',
  '/orders/activities': '/activities', '/orders/outreach': '/outreaches', '/orders/catalogue': '/offerings', '/orders/money': '/unsettled-accounts', '/statements': '/statements', '/tickets': '/tickets',
  '/tickets/articles': '/articles', '/tickets/follow-ups': '/opinions', '/tickets/audits': '/audits', '/tickets/times': '/times', '/elders': '/elders', '/elders/$id': '/elders/{id}',
  '/devices': '/devices', '/alerts': '/alerts', '/ambulance': '/incidents/{id}', '/search-sheet': '/incidents/{id}', '/damages': '/incidents', '/roster': '/roster', '/roster/chain': '/roster/chain',
  '/roster/wakes': '/roster/wakes', '/training': '/training/runs', '/shift': '/shifts', '/emergency-book': '/emergency-book', '/nuisances': '/phone/nuisances', '/staff': '/staff',
  '/medicine': '/centers/{id}/medicine-round', '/medicine/lists': '/centers/{id}/medicines', '/medicine/samples': '/kitchens/{id}/samples', '/today': '/centers/{id}/today', '/field': '/orders',
  '/install': '/installations', '/protection': '/protection', '/rounds': '/rounds', '/go-live': '/golive', '/overview': '/overview', '/system': '/notices', '/system/sentences': '/sentences', '/journal': '/journal',
}

const { paths } = JSON.parse(readFileSync('../api/openapi.json', 'utf8')) as { paths: Record<string, { get?: { 'x-roles'?: string[] } }> }

interface Node { options: { path?: string; id?: string; staticData?: { page?: { may: (role: never) => boolean } } }; children?: Node[] | Record<string, Node> }
const shell = Object.values((routes as unknown as Node).children ?? {}).find((r) => r.options.id === 'shell')
const pages = Object.values(shell?.children ?? {}).filter((r) => r.options.path !== '/').map((r) => ({ path: r.options.path ?? '', page: r.options.staticData?.page }))
const mayOpen = (path: string) => ROLES.filter((role) => pages.find((p) => p.path === path)?.page?.may(role as never))

describe('whose a page is', () => {
  test('is said of every page', () => {
    expect(pages.filter((p) => !p.page).map((p) => p.path)).toEqual([])
    expect(pages.map((p) => p.path).sort()).toEqual(Object.keys(ASKS).sort())
  })

  test('is nobody to whom the server would refuse what it shows', () => {
    for (const { path } of pages) {
      const answered = paths[`/api/v1${ASKS[path]}`]?.get?.['x-roles']
      expect([path, answered && mayOpen(path).filter((role) => !answered.includes(role))]).toEqual([path, []])
    }
  })

  test('is everybody who has it in the menu', () => {
    for (const role of ROLES) for (const screen of SCREENS[role]) expect([screen, mayOpen(PATHS[screen])]).toEqual([screen, expect.arrayContaining([role])])
  })
})
