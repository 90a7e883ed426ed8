// The worker's orders as the worker has left them, uploaded or not.
import type { Order, OrderState } from '../../api/types'
import type { Send, Step } from './outbox'

const AFTER: Record<Step, OrderState> = { accept: 'accepted', depart: 'on_the_way', arrive: 'arrived', complete: 'completed', decline: 'queued', fail: 'failed' }

const isStep = (step: Send['step']): step is Step => step in AFTER

/** The one main button of each state. */
export const NEXT: Partial<Record<OrderState, Step>> = { queued: 'accept', assigned: 'accept', accepted: 'depart', on_the_way: 'arrive', arrived: 'complete' }

export function project(orders: Order[], sends: Send[], me: string): Order[] {
  return orders.map((order) => {
    const steps = sends.filter((send) => send.order === order.id && !send.refused && isStep(send.step))
    const last = steps.at(-1)
    if (!last || !isStep(last.step)) return order
    return { ...order, state: AFTER[last.step], worker_id: steps.some((s) => s.step === 'accept') ? me : order.worker_id }
  })
}

const PROGRESS: OrderState[] = ['arrived', 'on_the_way', 'accepted', 'assigned', 'queued']

/** When an order is to be done: as the route has it, else by its deadline. */
const due = (o: Order) => Date.parse(o.planned_at ?? o.due_at ?? o.created_at)

/** Where one stands first, then an emergency, then what one is on the way to. */
const before = (a: Order, b: Order) =>
  Number(b.state === 'arrived') - Number(a.state === 'arrived') || Number(b.priority === 0) - Number(a.priority === 0) || Number(b.state === 'on_the_way') - Number(a.state === 'on_the_way')

/** Mine in the order to do them, that of the route once one was sent, and what is free to take; emergencies first. */
export function sort(orders: Order[], me: string): { mine: Order[]; free: Order[] } {
  const own = orders.filter((o) => o.worker_id === me && PROGRESS.includes(o.state) && o.state !== 'queued')
  const routed = own.some((o) => o.planned_at)
  const mine = own.sort((a, b) => before(a, b) || (routed ? due(a) - due(b) : a.priority - b.priority || PROGRESS.indexOf(a.state) - PROGRESS.indexOf(b.state) || due(a) - due(b)))
  const free = orders.filter((o) => o.state === 'queued' && o.worker_id !== me).sort((a, b) => a.priority - b.priority || due(a) - due(b))
  return { mine, free }
}
