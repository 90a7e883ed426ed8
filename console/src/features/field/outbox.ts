// What a worker did while there was no signal, kept on the phone until the server
// has it. IndexedDB works on plain http, where service workers do not.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { newKey, Offline, Problem } from '../../api/http'

export type Step = 'accept' | 'depart' | 'arrive' | 'complete' | 'decline' | 'fail'

/** What a step may carry. */
export interface Details { eta_s?: number; lat?: number; lon?: number; reason?: string }

export interface Send {
  /** Also the Idempotency-Key: the same send twice is one act. */
  key: string
  /** Whose act it is: another person on this phone never sends it. */
  staff: string
  order: string
  step: Step
  body: Details
  at: number
  tries: number
  /** Set when the server refused: kept until the worker has read why. */
  refused?: string
}

interface Schema extends DBSchema {
  sends: { key: string; value: Send; indexes: { staff: string } }
  lists: { key: string; value: { staff: string; at: number; orders: unknown } }
}

export type Deliver = (send: Send) => Promise<unknown>

export class Outbox {
  private db: Promise<IDBPDatabase<Schema>>
  private sending = false
  private listeners = new Set<() => void>()
  private current: Send[] = []

  constructor(private staff: string, private deliver: Deliver, name = 'yian-field') {
    this.db = openDB<Schema>(name, 1, {
      upgrade(db) {
        db.createObjectStore('sends', { keyPath: 'key' }).createIndex('staff', 'staff')
        db.createObjectStore('lists', { keyPath: 'staff' })
      },
    })
    void this.load()
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** What is not uploaded yet, oldest first; the same array until it changes. */
  pending = () => this.current

  /** Keeps the act on the phone; it counts as done for the worker from here on. */
  async add(order: string, step: Step, body: Details, at: number): Promise<void> {
    const send: Send = { key: newKey(), staff: this.staff, order, step, body, at, tries: 0 }
    await (await this.db).put('sends', send)
    await this.load()
    await this.flush()
  }

  /** Sends what can be sent, in order. Safe to call at any time. */
  async flush(): Promise<void> {
    if (this.sending) return
    this.sending = true
    try {
      // An order whose step is held up waits; another order's steps go on.
      const held = new Set<string>()
      for (const send of await this.load()) {
        if (send.refused || held.has(send.order)) continue
        try {
          await this.deliver(send)
          await (await this.db).delete('sends', send.key)
        } catch (error) {
          held.add(send.order)
          if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 408 && error.status !== 429) {
            await (await this.db).put('sends', { ...send, tries: send.tries + 1, refused: error.detail || error.code })
            await this.refuseAfter(send)
          } else {
            await (await this.db).put('sends', { ...send, tries: send.tries + 1 })
            if (error instanceof Offline) break
          }
        }
      }
    } finally {
      this.sending = false
      await this.load()
    }
  }

  /** The worker has read why it was refused. */
  async dismiss(key: string): Promise<void> {
    await (await this.db).delete('sends', key)
    await this.load()
  }

  async keepList(orders: unknown, at: number): Promise<void> {
    await (await this.db).put('lists', { staff: this.staff, at, orders })
  }

  async keptList(): Promise<{ at: number; orders: unknown } | undefined> {
    return (await this.db).get('lists', this.staff)
  }

  /** What follows a refused step of the same order makes no sense any more. */
  private async refuseAfter(send: Send) {
    const db = await this.db
    for (const later of await db.getAllFromIndex('sends', 'staff', this.staff)) {
      if (later.order === send.order && later.at > send.at && !later.refused) await db.delete('sends', later.key)
    }
  }

  private async load(): Promise<Send[]> {
    const sends = await (await this.db).getAllFromIndex('sends', 'staff', this.staff)
    this.current = sends.sort((a, b) => a.at - b.at)
    this.listeners.forEach((tell) => tell())
    return this.current
  }
}
