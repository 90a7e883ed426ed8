import { describe, expect, it } from 'vitest'
import { PATHS, screenAt, SCREENS } from './session'
import type { Role } from '../api/types'

describe('the open entry of the menu', () => {
  it('is that of the screen itself, for every role', () => {
    for (const [role, screens] of Object.entries(SCREENS)) {
      for (const screen of screens) expect(screenAt(PATHS[screen], role as Role)).toBe(screen)
    }
  })
  it('is that of the screen from which a page is reached', () => {
    const want: [string, Role, string | undefined][] = [
      ['/rounds', 'operator', 'orders'], ['/rounds', 'supervisor', 'orders'], ['/rounds', 'manager', 'orders'], ['/statements', 'auditor', 'orders'],
      ['/roster', 'supervisor', 'roster'], ['/roster/chain', 'leader', 'roster'], ['/roster/wakes', 'admin', 'roster'], ['/roster', 'manager', 'roster'],
      ['/roster', 'operator', 'desk'], ['/roster/chain', 'auditor', 'overview'],
      ['/orders/kitchen', 'operator', 'orders'], ['/elders/1', 'manager', 'elders'], ['/shift', 'operator', 'desk'], ['/ordersome', 'operator', undefined],
    ]
    for (const [path, role, screen] of want) expect([path, role, screenAt(path, role)]).toEqual([path, role, screen])
  })
})
