// Who is signed in, and what that role sees.
import { createContext, useContext } from 'react'
import type { Role, Session } from '../api/types'

/** Set while this browser has signed in; the cookie itself cannot be read. */
export const SIGNED_IN = 'yian.signed-in'

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

/** The session of whoever is signed in; only inside the shell. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('no session: useSession outside the shell')
  return session
}

export type Screen = 'golive' | 'overview' | 'desk' | 'day' | 'orders' | 'elders' | 'devices' | 'alerts' | 'staff' | 'system' | 'journal' | 'field' | 'install' | 'tickets' | 'roster' | 'protection' | 'medicine'

/** The screens of each role; the first is home. The server decides what is allowed, this only hides doors that are locked. */
export const SCREENS: Record<Role, Screen[]> = {
  operator: ['desk', 'tickets', 'orders', 'elders', 'devices', 'alerts'],
  supervisor: ['desk', 'roster', 'tickets', 'orders', 'elders', 'devices', 'alerts', 'protection', 'day', 'overview', 'system'],
  manager: ['day', 'medicine', 'roster', 'orders', 'elders', 'devices', 'alerts', 'protection', 'tickets', 'install'],
  worker: ['field', 'install'],
  leader: ['overview', 'roster', 'protection', 'day', 'tickets', 'orders', 'elders', 'devices', 'alerts'],
  admin: ['overview', 'desk', 'roster', 'tickets', 'orders', 'elders', 'devices', 'install', 'alerts', 'protection', 'day', 'staff', 'golive', 'system', 'journal'],
  auditor: ['overview', 'medicine', 'protection', 'tickets', 'orders', 'elders', 'devices', 'alerts', 'journal', 'system'],
}

export const PATHS: Record<Screen, string> = {
  golive: '/go-live', overview: '/overview', desk: '/desk', day: '/today', orders: '/orders', elders: '/elders', devices: '/devices',
  alerts: '/alerts', staff: '/staff', system: '/system', journal: '/journal', field: '/field', install: '/install', tickets: '/tickets', roster: '/roster', protection: '/protection', medicine: '/medicine',
}

/** Pages that are reached from a screen and belong to it. */
const BESIDE: Record<string, Screen[]> = {
  '/rounds': ['orders'], '/statements': ['orders'], '/roster': ['desk', 'overview'],
  '/shift': ['desk'], '/emergency-book': ['desk'], '/nuisances': ['desk'], '/ambulance': ['desk'], '/medicine': ['day'],
}

/** The screen of a role that an address belongs to, which the menu shows as open. */
export function screenAt(path: string, role: Role): Screen | undefined {
  const own = SCREENS[role]
  const within = (base: string) => path === base || path.startsWith(`${base}/`)
  return own.find((s) => within(PATHS[s])) ?? Object.entries(BESIDE).find(([base]) => within(base))?.[1].find((s) => own.includes(s))
}

const one = (...roles: Role[]) => (role: Role) => roles.includes(role)

export const can = {
  desk: (role: Role) => role === 'operator' || role === 'supervisor' || role === 'admin',
  registry: (role: Role) => role === 'operator' || role === 'supervisor' || role === 'manager' || role === 'admin',
  orders: (role: Role) => role === 'operator' || role === 'supervisor' || role === 'manager' || role === 'admin',
  places: (role: Role) => role === 'operator' || role === 'supervisor' || role === 'manager' || role === 'admin',
  admin: (role: Role) => role === 'admin',
  statements: (role: Role) => role === 'manager' || role === 'leader' || role === 'admin' || role === 'auditor',
  books: (role: Role) => role === 'supervisor' || role === 'manager' || role === 'leader' || role === 'admin' || role === 'auditor',
  lead: (role: Role) => role === 'supervisor' || role === 'admin',
  tickets: (role: Role) => role !== 'worker' && role !== 'auditor',
  audits: (role: Role) => role !== 'worker' && role !== 'manager',
  refusals: (role: Role) => role === 'operator' || role === 'supervisor' || role === 'admin' || role === 'auditor',
  sources: (role: Role) => role === 'admin' || role === 'auditor',
  channels: (role: Role) => role === 'supervisor' || role === 'admin',
  wakes: (role: Role) => role === 'supervisor' || role === 'leader' || role === 'admin' || role === 'auditor',
  install: (role: Role) => role === 'worker' || role === 'manager' || role === 'admin',
  medicine: (role: Role) => role === 'worker' || role === 'manager' || role === 'admin' || role === 'auditor',
  stays: (role: Role) => role === 'manager' || role === 'admin',
  // Whole pages, by who may ask the server for what they show first.
  field: one('worker'),
  watch: (role: Role) => role !== 'worker',
  overview: (role: Role) => role !== 'worker' && role !== 'manager',
  golive: one('operator', 'supervisor', 'leader', 'admin'),
  system: one('operator', 'supervisor', 'admin', 'auditor'),
  shifts: one('operator', 'supervisor', 'admin', 'auditor'),
  nuisances: one('operator', 'supervisor', 'admin', 'auditor'),
  journal: one('admin', 'auditor'),
}
