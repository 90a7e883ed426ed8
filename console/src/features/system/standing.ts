import type { ChannelView } from '../../api/types'

export type Standing = 'unset' | 'never' | 'works' | 'fails'

/** How a channel stands: what its last try said. */
export function standing(c: Pick<ChannelView, 'set_up' | 'taken_at' | 'failed_at'>): Standing {
  if (!c.set_up) return 'unset'
  if (!c.taken_at && !c.failed_at) return 'never'
  if (!c.failed_at) return 'works'
  return c.taken_at && Date.parse(c.taken_at) >= Date.parse(c.failed_at) ? 'works' : 'fails'
}

/** Groups are set once; a test of them asks for no receiver. A mail's test goes to a mailbox that is typed. */
export const toGroup = (channel: ChannelView['channel']) => channel === 'wecom' || channel === 'dingtalk'
