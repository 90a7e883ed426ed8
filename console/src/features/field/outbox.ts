// What a worker did while there was no signal, kept on the phone until the server
// has it. IndexedDB works on plain http, where service workers do not.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { newKey, Offline, Problem } from '../../api/http'
import type { HomeKey, VisitTold } from '../../api/types'
import type { Act, Dose } from '../centers/medicine'

export type Step = 'accept' | 'depart' | 'arrive' | 'complete' | 'decline' | 'fail'

/** What a step may carry. */
export interface Details { eta_s?: number; lat?: number; lon?: number; accuracy_m?: number; reason?: string; nobody_opened?: boolean; uncollected?: boolean }

/** Money that changed hands, as the API takes it. */
export type Money =
  | { what: 'pay'; body: { fen: number; how: 'cash' | 'transfer' | 'family'; payer?: string } }
  | { what: 'advance'; body: { fen: number; kind: 'ahead' | 'laid_out'; from?: 'elder' | 'family' | 'site'; from_name?: string; witness?: string; relation?: 'neighbour' | 'committee' | 'staff' | 'other' } }
  | { what: 'move'; body: { fen: number; what: 'spent' | 'returned'; to?: string } }

/** What a worker does with a key, and the key as it was seen last. */
export interface KeyDone { what: 'lent' | 'opened' | 'came_back'; key: HomeKey; note?: string; names?: string[] }

/** What was said of one thing that is due in a house. */
export interface DoseSaid { act: Exclude<Act, 'check'>; dose: Pick<Dose, 'medicine_id' | 'due_at' | 'clock' | 'name' | 'elder_name'>; reason?: string }

export type FileKind = 'photo' | 'receipt' | 'signature' | 'fingerprint'

/** A picture as it waits: its bytes, because a Blob may not outlive the page. */
export interface Picture { kind: FileKind; mime: string; bytes: ArrayBuffer }

export interface Send {
  /** Also the Idempotency-Key: the same send twice is one act. */
  key: string
  /** Whose act it is: another person on this phone never sends it. */
  staff: string
  order: string
  /** A step of the order, or evidence of its visit; a key, or medicine in a house. */
  step: Step | 'tell' | 'file' | 'money' | 'key' | 'dose'
  body: Details
  told?: VisitTold
  file?: Picture
  money?: Money
  keyed?: KeyDone
  said?: DoseSaid
  /** When it happened, by the server's clock. */
  at: number
  /** What was added first goes first, whatever the clock says. */
  seq?: number
  tries: number
  /** Set when the server refused: kept until the worker has read why. */
  refused?: string
}

interface Schema extends DBSchema {
  sends: { key: string; value: Send; indexes: { staff: string } }
  lists: { key: string; value: { staff: string; at: number; orders: unknown } }
  details: { key: string; value: { key: string; order: unknown } }
}

export type Deliver = (send: Send) => Promise<unknown>

/** Evidence, money and who has a key stand for themselves: a photo that is refused undoes no arrival. */
const isEvidence = (send: Send) => send.step === 'tell' || send.step === 'file' || send.step === 'money' || send.step === 'key' || send.step === 'dose'

/** A closed door, or a meal that nobody came for, may hide somebody who lies there: it is told whatever became of the order. */
const mayHideSomebody = (send: Send) => send.step === 'fail' && !!(send.body.nobody_opened || send.body.uncollected)

/** The thing that a send is about, beside its order: what follows a refusal of it makes no sense. */
const thing = (send: Send) => send.keyed?.key.id ?? (send.said && doseId(send.said.dose))

export const doseId = (dose: Pick<Dose, 'medicine_id' | 'due_at'>) => `${dose.medicine_id} ${dose.due_at}`

export class Outbox {
  private db: Promise<IDBPDatabase<Schema>>
  private sending = false
  private listeners = new Set<() => void>()
  private arrivals = new Set<(send: Send, answer: unknown) => void>()
  private current: Send[] = []
  private read = false
  private last = 0

  constructor(private staff: string, private deliver: Deliver, name = 'yian-field') {
    this.db = openDB<Schema>(name, 2, {
      upgrade(db, from) {
        if (from < 1) {
          db.createObjectStore('sends', { keyPath: 'key' }).createIndex('staff', 'staff')
          db.createObjectStore('lists', { keyPath: 'staff' })
        }
        if (from < 2) db.createObjectStore('details', { keyPath: 'key' })
      },
    })
    void this.load()
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Calls back with what the server has, and what it said, before it is dropped here. */
  onArrival = (listener: (send: Send, answer: unknown) => void) => {
    this.arrivals.add(listener)
    return () => void this.arrivals.delete(listener)
  }

  /** What is not uploaded yet, oldest first; the same array until it changes. */
  pending = () => this.current

  /** Whether it is known what waits: until the phone's store was read, nothing is said to be uploaded. */
  ready = () => this.read

  /** Keeps the act on the phone; it counts as done for the worker from here on. */
  add(order: string, step: Step, body: Details, at: number): Promise<void> {
    return this.put({ order, step, body, at })
  }

  /** Keeps evidence of a visit. */
  tell(order: string, told: VisitTold, at: number): Promise<void> {
    return this.put({ order, step: 'tell', body: {}, told, at })
  }

  /** Keeps a picture of a visit. */
  keep(order: string, file: Picture, at: number): Promise<void> {
    return this.put({ order, step: 'file', body: {}, file, at })
  }

  /** Keeps what money changed hands. */
  pay(order: string, money: Money, at: number): Promise<void> {
    return this.put({ order, step: 'money', body: {}, money, at })
  }

  /** Keeps what was done with a key. */
  noteKey(order: string, keyed: KeyDone, at: number): Promise<void> {
    return this.put({ order, step: 'key', body: {}, keyed, at })
  }

  /** Keeps what was said of medicine. */
  say(said: DoseSaid, at: number): Promise<void> {
    return this.put({ order: `dose ${doseId(said.dose)}`, step: 'dose', body: {}, said, at })
  }

  private async put(what: Omit<Send, 'key' | 'staff' | 'tries' | 'seq'>): Promise<void> {
    // Two acts of one millisecond keep their order, over a reload as well.
    const seq = this.last = Math.max(this.last + 1, Date.now())
    await (await this.db).put('sends', { ...what, key: newKey(), staff: this.staff, seq, tries: 0 })
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
      for (let next = await this.next(held, new Set()), done = new Set<string>(); next; next = await this.next(held, done)) {
        done.add(next.key)
        if (!(await this.one(next, held))) break
      }
    } finally {
      this.sending = false
      await this.load()
    }
  }

  /** The first that is left, read anew each time: what is added meanwhile goes as well. */
  private async next(held: Set<string>, done: Set<string>): Promise<Send | undefined> {
    return (await this.load()).find((send) => !send.refused && !held.has(send.order) && !done.has(send.key))
  }

  /** False when there is no signal, so that nothing further is tried. */
  private async one(send: Send, held: Set<string>): Promise<boolean> {
    try {
      const answer = await this.deliver(send)
      this.arrivals.forEach((tell) => tell(send, answer))
      await (await this.db).delete('sends', send.key)
    } catch (error) {
      if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 408 && error.status !== 429) {
        await (await this.db).put('sends', { ...send, tries: send.tries + 1, refused: error.detail || error.code })
        await this.refuseAfter(send)
        if (isEvidence(send)) return true
      } else {
        await (await this.db).put('sends', { ...send, tries: send.tries + 1 })
        held.add(send.order)
        return !(error instanceof Offline)
      }
      held.add(send.order)
    }
    return true
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

  /** Whom to visit and what to do there, for a page that opens without signal. */
  async keepDetail(id: string, order: unknown): Promise<void> {
    await (await this.db).put('details', { key: `${this.staff}/${id}`, order })
  }

  async keptDetail(id: string): Promise<unknown> {
    return (await (await this.db).get('details', `${this.staff}/${id}`))?.order
  }

  /** Forgets what was kept of orders that are not the worker's any more; other things stay. */
  async forgetDetails(but: string[]): Promise<void> {
    const db = await this.db
    const kept = new Set(but.map((id) => `${this.staff}/${id}`))
    for (const key of await db.getAllKeys('details')) if (key.startsWith(`${this.staff}/`) && !key.includes(':') && !kept.has(key)) await db.delete('details', key)
  }

  /** What follows a refused step of the same order, or of the same key or dose, makes no sense any more; evidence does, and is sent. */
  private async refuseAfter(send: Send) {
    if (isEvidence(send) && !thing(send)) return
    const db = await this.db
    for (const later of await db.getAllFromIndex('sends', 'staff', this.staff)) {
      const follows = isEvidence(send) ? thing(later) === thing(send) : later.order === send.order && !isEvidence(later) && !mayHideSomebody(later)
      if (follows && orderOf(later, send) > 0 && !later.refused) await db.delete('sends', later.key)
    }
  }

  private async load(): Promise<Send[]> {
    const sends = await (await this.db).getAllFromIndex('sends', 'staff', this.staff)
    this.current = sends.sort(orderOf)
    this.read = true
    this.listeners.forEach((tell) => tell())
    return this.current
  }
}

const orderOf = (a: Send, b: Send) => (a.seq ?? a.at) - (b.seq ?? b.at)
