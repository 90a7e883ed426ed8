// The routes. Screens are loaded when first opened, so that the desk does not wait
// for the charts.
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { Problem } from '../api/http'
import { goLiveQuery, sessionQuery } from '../api/queries'
import type { Session } from '../api/types'
import { KEY_LISTS, type KeyList } from '../features/elders/keyQueries'
import { setServerTime } from './clock'
import { PageFailed, PageNowhere } from './failed'
import { Opening } from './opening'
import { page } from './pages'
import { can, PATHS, SCREENS, SIGNED_IN } from './session'

interface Context { cache: QueryClient }

/** A ticket to show, or a new one with what it comes from. */
interface TicketSearch { ticket?: string; new?: boolean; elder?: string; incident?: string; follow_up?: string }

const root = createRootRouteWithContext<Context>()({ component: Outlet, errorComponent: PageFailed })

/** Null when nobody is signed in. A browser that never signed in is not even asked about. */
async function whoIsIt(cache: QueryClient): Promise<Session | null> {
  if (!localStorage.getItem(SIGNED_IN)) return null
  try {
    const session = await cache.ensureQueryData(sessionQuery)
    setServerTime(session.server_time)
    return session
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      localStorage.removeItem(SIGNED_IN)
      return null
    }
    throw error
  }
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } => (typeof search.to === 'string' ? { to: search.to } : {}),
  component: lazyRouteComponent(() => import('../features/session/SignIn'), 'SignIn'),
})

const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('../features/session/Password'), 'Password'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const session = await whoIsIt(context.cache)
    if (!session) throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { to: location.href } })
    if (session.staff.must_change) throw redirect({ to: '/password' })
    return { session }
  },
  component: lazyRouteComponent(() => import('./Shell'), 'Shell'),
})

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: async ({ context }) => {
    const { role } = context.session.staff
    if (context.session.training && can.desk(role)) throw redirect({ to: '/training' })
    // An administrator of an empty house is led to the list of what to do first.
    if (role === 'admin') {
      const list = await context.cache.ensureQueryData(goLiveQuery).catch(() => null)
      if (list && !list.live_at && list.steps.some((step) => !step.done)) throw redirect({ to: '/go-live' })
    }
    // Whoever works in a house begins with what goes round there.
    if (role === 'worker' && context.session.staff.center_id) throw redirect({ to: PATHS.medicine })
    throw redirect({ to: PATHS[SCREENS[role][0] ?? 'overview'] })
  },
})

export const routes = root.addChildren([
  signIn,
  password,
  shell.addChildren([
    home,
    createRoute({
      getParentRoute: () => shell,
      path: '/desk',
      staticData: page('desk', can.desk),
      validateSearch: (search: Record<string, unknown>): { incident?: string; call?: string; missed?: boolean } => ({
        ...(typeof search.incident === 'string' ? { incident: search.incident } : {}),
        ...(typeof search.call === 'string' ? { call: search.call } : {}),
        ...(search.missed === true ? { missed: true } : {}),
      }),
      component: lazyRouteComponent(() => import('../features/incidents/Desk'), 'Desk'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/keys',
      staticData: page('keys', can.watch),
      validateSearch: (search: Record<string, unknown>): { which?: KeyList } => (KEY_LISTS.includes(search.which as KeyList) ? { which: search.which as KeyList } : {}),
      component: lazyRouteComponent(() => import('../features/elders/Keys'), 'Keys'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/elders/$id/family',
      staticData: page('family', can.registry),
      validateSearch: (search: Record<string, unknown>): { month?: string } => (typeof search.month === 'string' && /^\d{4}-\d{2}$/.test(search.month) ? { month: search.month } : {}),
      component: lazyRouteComponent(() => import('../features/elders/FamilyPage'), 'FamilyPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/orders',
      staticData: page('orders', can.watch),
      validateSearch: (search: Record<string, unknown>): { order?: string; new?: boolean; elder?: string; view?: 'aside' } => ({
        ...(search.view === 'aside' ? { view: 'aside' } : {}),
        ...(typeof search.order === 'string' ? { order: search.order } : {}),
        ...(search.new ? { new: true } : {}),
        ...(typeof search.elder === 'string' ? { elder: search.elder } : {}),
      }),
      component: lazyRouteComponent(() => import('../features/orders/Orders'), 'Orders'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/orders/plans',
      staticData: page('plans', can.watch),
      validateSearch: (search: Record<string, unknown>): { plan?: string; new?: boolean; elder?: string } => ({
        ...(typeof search.plan === 'string' ? { plan: search.plan } : {}),
        ...(search.new ? { new: true } : {}),
        ...(typeof search.elder === 'string' ? { elder: search.elder } : {}),
      }),
      component: lazyRouteComponent(() => import('../features/plans/Plans'), 'Plans'),
    }),
    createRoute({ getParentRoute: () => shell, path: '/orders/kitchen', staticData: page('kitchen', can.watch), component: lazyRouteComponent(() => import('../features/plans/Kitchen'), 'Kitchen') }),
    createRoute({ getParentRoute: () => shell, path: '/orders/activities', staticData: page('activities', can.watch), component: lazyRouteComponent(() => import('../features/plans/Activities'), 'Activities') }),
    createRoute({
      getParentRoute: () => shell,
      path: '/orders/outreach',
      staticData: page('outreach', can.watch),
      validateSearch: (search: Record<string, unknown>): { outreach?: string; new?: boolean } => ({
        ...(typeof search.outreach === 'string' ? { outreach: search.outreach } : {}),
        ...(search.new ? { new: true } : {}),
      }),
      component: lazyRouteComponent(() => import('../features/plans/Outreaches'), 'Outreaches'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/orders/catalogue',
      staticData: page('catalogue', can.watch),
      validateSearch: (search: Record<string, unknown>): { offering?: string } => (typeof search.offering === 'string' ? { offering: search.offering } : {}),
      component: lazyRouteComponent(() => import('../features/plans/Catalogue'), 'Catalogue'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/tickets',
      staticData: page('tickets', can.watch),
      validateSearch: (search: Record<string, unknown>): TicketSearch => ({
        ...(typeof search.ticket === 'string' ? { ticket: search.ticket } : {}),
        ...(search.new ? { new: true } : {}),
        ...(typeof search.elder === 'string' ? { elder: search.elder } : {}),
        ...(typeof search.incident === 'string' ? { incident: search.incident } : {}),
        ...(typeof search.follow_up === 'string' ? { follow_up: search.follow_up } : {}),
      }),
      component: lazyRouteComponent(() => import('../features/tickets/Tickets'), 'Tickets'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/tickets/articles',
      staticData: page('articles', can.watch),
      validateSearch: (search: Record<string, unknown>): { article?: string } => (typeof search.article === 'string' ? { article: search.article } : {}),
      component: lazyRouteComponent(() => import('../features/tickets/Articles'), 'Articles'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/tickets/follow-ups',
      staticData: page('followUps', can.audits),
      validateSearch: (search: Record<string, unknown>): { call?: string } => (typeof search.call === 'string' ? { call: search.call } : {}),
      component: lazyRouteComponent(() => import('../features/tickets/FollowUps'), 'FollowUps'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/tickets/audits',
      staticData: page('audits', can.audits),
      validateSearch: (search: Record<string, unknown>): { audit?: string } => (typeof search.audit === 'string' ? { audit: search.audit } : {}),
      component: lazyRouteComponent(() => import('../features/tickets/Audits'), 'Audits'),
    }),
    createRoute({ getParentRoute: () => shell, path: '/tickets/times', staticData: page('times', can.watch), component: lazyRouteComponent(() => import('../features/tickets/Times'), 'Times') }),
    createRoute({ getParentRoute: () => shell, path: '/orders/money', staticData: page('money', can.books), component: lazyRouteComponent(() => import('../features/accounts/Unsettled'), 'Unsettled') }),
    createRoute({ getParentRoute: () => shell, path: '/statements', staticData: page('statements', can.statements), component: lazyRouteComponent(() => import('../features/visits/Statements'), 'Statements') }),
    createRoute({ getParentRoute: () => shell, path: '/elders', staticData: page('elders', can.watch), component: lazyRouteComponent(() => import('../features/elders/Elders'), 'Elders') }),
    createRoute({ getParentRoute: () => shell, path: '/elders/$id', staticData: page('elders', can.watch), component: lazyRouteComponent(() => import('../features/elders/ElderPage'), 'ElderPage') }),
    createRoute({ getParentRoute: () => shell, path: '/devices', staticData: page('devices', can.watch), component: lazyRouteComponent(() => import('../features/devices/Devices'), 'Devices') }),
    createRoute({ getParentRoute: () => shell, path: '/alerts', staticData: page('alerts', can.watch), component: lazyRouteComponent(() => import('../features/alerts/Alerts'), 'Alerts') }),
    createRoute({
      getParentRoute: () => shell,
      path: '/ambulance',
      staticData: page('ambulance', can.watch),
      validateSearch: (search: Record<string, unknown>): { incident: string; print?: boolean } => ({
        incident: typeof search.incident === 'string' ? search.incident : '', ...(search.print === true ? { print: true } : {}),
      }),
      component: lazyRouteComponent(() => import('../features/incidents/AmbulanceSheet'), 'AmbulanceSheet'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/search-sheet',
      staticData: page('searchSheet', can.watch),
      validateSearch: (search: Record<string, unknown>): { incident: string } => ({ incident: typeof search.incident === 'string' ? search.incident : '' }),
      component: lazyRouteComponent(() => import('../features/incidents/SearchSheet'), 'SearchSheet'),
    }),
    createRoute({ getParentRoute: () => shell, path: '/damages', staticData: page('damages', can.watch), component: lazyRouteComponent(() => import('../features/incidents/Damages'), 'Damages') }),
    createRoute({
      getParentRoute: () => shell,
      path: '/roster',
      staticData: page('roster', can.watch),
      validateSearch: (search: Record<string, unknown>): { region?: string; week?: string } => ({
        ...(typeof search.region === 'string' ? { region: search.region } : typeof search.region === 'number' ? { region: String(search.region) } : {}),
        ...(typeof search.week === 'string' ? { week: search.week } : {}),
      }),
      component: lazyRouteComponent(() => import('../features/roster/Roster'), 'Roster'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/training',
      staticData: page('training', can.desk),
      validateSearch: (search: Record<string, unknown>): { run?: string } => (typeof search.run === 'string' ? { run: search.run } : {}),
      component: lazyRouteComponent(() => import('../features/training/Training'), 'Training'),
    }),
    createRoute({ getParentRoute: () => shell, path: '/roster/chain', staticData: page('roster', can.watch), component: lazyRouteComponent(() => import('../features/roster/Chain'), 'Chain') }),
    createRoute({ getParentRoute: () => shell, path: '/roster/wakes', staticData: page('wakes', can.wakes), component: lazyRouteComponent(() => import('../features/roster/Wakes'), 'Wakes') }),
    createRoute({ getParentRoute: () => shell, path: '/shift', staticData: page('shift', can.shifts), component: lazyRouteComponent(() => import('../features/incidents/Shift'), 'Shift') }),
    createRoute({ getParentRoute: () => shell, path: '/emergency-book', staticData: page('emergencyBook', can.desk), component: lazyRouteComponent(() => import('../features/incidents/EmergencyBook'), 'EmergencyBook') }),
    createRoute({ getParentRoute: () => shell, path: '/nuisances', staticData: page('nuisances', can.nuisances), component: lazyRouteComponent(() => import('../features/phone/Nuisances'), 'Nuisances') }),
    createRoute({ getParentRoute: () => shell, path: '/staff', staticData: page('staff', can.admin), component: lazyRouteComponent(() => import('../features/staff/StaffPage'), 'StaffPage') }),
    createRoute({ getParentRoute: () => shell, path: '/medicine', staticData: page('medicine', can.medicine), component: lazyRouteComponent(() => import('../features/centers/Round'), 'Round') }),
    createRoute({ getParentRoute: () => shell, path: '/medicine/lists', staticData: page('medicine', can.medicine), component: lazyRouteComponent(() => import('../features/centers/Lists'), 'Lists') }),
    createRoute({ getParentRoute: () => shell, path: '/medicine/samples', staticData: page('samples'), component: lazyRouteComponent(() => import('../features/centers/Samples'), 'Samples') }),
    createRoute({ getParentRoute: () => shell, path: '/today', staticData: page('day', can.watch), component: lazyRouteComponent(() => import('../features/centers/Day'), 'Day') }),
    createRoute({ getParentRoute: () => shell, path: '/field', staticData: page('field', can.field), component: lazyRouteComponent(() => import('../features/field/Field'), 'Field') }),
    createRoute({
      getParentRoute: () => shell,
      path: '/install',
      staticData: page('install', can.install),
      validateSearch: (search: Record<string, unknown>): { id?: string } => (typeof search.id === 'string' ? { id: search.id } : {}),
      component: lazyRouteComponent(() => import('../features/install/Install'), 'Install'),
    }),
    createRoute({ getParentRoute: () => shell, path: '/protection', staticData: page('protection', can.books), component: lazyRouteComponent(() => import('../features/protection/Protection'), 'Protection') }),
    createRoute({ getParentRoute: () => shell, path: '/rounds', staticData: page('rounds', can.places), validateSearch: (search: Record<string, unknown>): { round?: string } => (typeof search.round === 'string' ? { round: search.round } : {}), component: lazyRouteComponent(() => import('../features/rounds/Rounds'), 'Rounds') }),
    createRoute({ getParentRoute: () => shell, path: '/go-live', staticData: page('golive', can.golive), component: lazyRouteComponent(() => import('../features/golive/GoLivePage'), 'GoLivePage') }),
    createRoute({ getParentRoute: () => shell, path: '/overview', staticData: page('overview', can.overview), component: lazyRouteComponent(() => import('../features/overview/Overview'), 'Overview') }),
    createRoute({ getParentRoute: () => shell, path: '/system', staticData: page('system', can.system), component: lazyRouteComponent(() => import('../features/system/SystemPage'), 'SystemPage') }),
    createRoute({ getParentRoute: () => shell, path: '/system/sentences', staticData: page('sentences', can.watch), component: lazyRouteComponent(() => import('../features/sentences/Sentences'), 'Sentences') }),
    createRoute({ getParentRoute: () => shell, path: '/journal', staticData: page('journal', can.journal), component: lazyRouteComponent(() => import('../features/journal/Journal'), 'Journal') }),
  ]),
])

export const newRouter = (cache: QueryClient) =>
  createRouter({ routeTree: routes, context: { cache }, defaultPreload: 'intent', defaultErrorComponent: PageFailed, defaultNotFoundComponent: PageNowhere, defaultPendingComponent: Opening, defaultPendingMs: 300 })

declare module '@tanstack/react-router' {
  interface Register { router: ReturnType<typeof newRouter> }
}
