import { describe, expect, test, vi } from 'vitest'
import { Offline, Problem } from '../../api/http'
import type { HomeKey } from '../../api/types'
import { order } from '../../test.nouns'
import { Outbox, type Send } from './outbox'
import { project, sort } from './project'

let boxes = 0
const name = () => `outbox-${++boxes}`
const offline = () => Promise.reject(new Offline('offline'))
const settled = async (box: Outbox, n: number) => vi.waitFor(() => expect(box.pending()).toHaveLength(n))

describe('the outbox', () => {
  test('keeps an act without signal and sends it later, once, under one key', async () => {
    const seen: string[] = []
    let signal = false
    const box = new Outbox('w1', (send) => {
      seen.push(send.key)
      return signal ? Promise.resolve() : offline()
    }, name())
    await box.add('o1', 'accept', { eta_s: 600 }, 1)
    await settled(box, 1)
    signal = true
    await box.flush()
    await settled(box, 0)
    expect(new Set(seen).size).toBe(1)
    expect(seen).toHaveLength(2)
  })

  test('survives a reload of the page', async () => {
    const db = name()
    await new Outbox('w1', offline, db).add('o1', 'arrive', {}, 1)
    const sent: Send[] = []
    const box = new Outbox('w1', (send) => Promise.resolve(sent.push(send)), db)
    await box.flush()
    expect(sent.map((send) => send.step)).toEqual(['arrive'])
  })

  test('does not know that all is sent before it has looked', async () => {
    const db = name()
    await new Outbox('w1', offline, db).add('o1', 'arrive', {}, 1)
    const box = new Outbox('w1', offline, db)
    expect([box.ready(), box.pending().length]).toEqual([false, 0])
    await vi.waitFor(() => expect(box.ready()).toBe(true))
    expect(box.pending()).toHaveLength(1)
  })

  test("never sends another person's acts", async () => {
    const db = name()
    await new Outbox('w1', offline, db).add('o1', 'accept', {}, 1)
    const deliver = vi.fn(() => Promise.resolve())
    await new Outbox('w2', deliver, db).flush()
    expect(deliver).not.toHaveBeenCalled()
  })

  test('sends the steps of an order in their order', async () => {
    const sent: string[] = []
    let signal = false
    const box = new Outbox('w1', (send) => (signal ? Promise.resolve(sent.push(send.step)) : offline()), name())
    await box.add('o1', 'accept', {}, 1)
    await box.add('o1', 'depart', {}, 2)
    await box.add('o1', 'arrive', {}, 3)
    signal = true
    await box.flush()
    expect(sent).toEqual(['accept', 'depart', 'arrive'])
  })

  test('keeps the order of what was done with one tap', async () => {
    const sent: unknown[] = []
    let signal = false
    const box = new Outbox('w1', (send) => (signal ? Promise.resolve(sent.push(send.body.reason)) : offline()), name())
    const taps = ['1', '2', '3', '4', '5', '6']
    await Promise.all(taps.map((reason) => box.add('o1', 'fail', { reason }, 1)))
    signal = true
    await box.flush()
    expect(sent).toEqual(taps)
  })

  test('shows a refusal until it was read, and drops the steps that built on it', async () => {
    let answer: () => Promise<unknown> = offline
    const box = new Outbox('w1', () => answer(), name())
    await box.add('o1', 'accept', {}, 1)
    await box.add('o1', 'depart', {}, 2)
    answer = () => Promise.reject(new Problem(409, 'order.taken', '已被他人接走'))
    await box.flush()
    await settled(box, 1)
    expect(box.pending()[0]?.refused).toBe('已被他人接走')
    await box.dismiss(box.pending()[0]?.key ?? '')
    expect(box.pending()).toEqual([])
  })

  test('tells of a closed door although the arrival was refused', async () => {
    const sent: string[] = []
    let signal = false
    const box = new Outbox('w1', (send) => {
      if (!signal) return offline()
      if (send.step === 'arrive') return Promise.reject(new Problem(409, 'order.state', '工单已撤'))
      return Promise.resolve(sent.push(send.step))
    }, name())
    await box.add('o1', 'arrive', {}, 1)
    await box.add('o1', 'fail', { reason: '敲门无人应', nobody_opened: true }, 2)
    signal = true
    await box.flush()
    await box.flush()
    expect(sent).toEqual(['fail'])
    expect(box.pending().map((send) => [send.step, send.refused])).toEqual([['arrive', '工单已撤']])
  })

  test('keeps photos and signatures over a reload, byte for byte, and sends them between the steps', async () => {
    const db = name()
    const bytes = new Uint8Array([255, 216, 0, 1, 0]).buffer
    const before = new Outbox('w1', offline, db)
    await before.add('o1', 'arrive', {}, 5)
    await before.keep('o1', { kind: 'photo', mime: 'image/jpeg', bytes }, 5)
    await before.tell('o1', { done: ['样例'] }, 5)
    await before.add('o1', 'complete', {}, 5)
    const sent: Send[] = []
    await new Outbox('w1', (send) => Promise.resolve(sent.push(send)), db).flush()
    expect(sent.map((send) => send.step)).toEqual(['arrive', 'file', 'tell', 'complete'])
    expect(new Uint8Array(sent[1]?.file?.bytes ?? new ArrayBuffer(0))).toEqual(new Uint8Array([255, 216, 0, 1, 0]))
    expect(new Set(sent.map((send) => send.key)).size).toBe(4)
  })

  test('undoes no step because a photo was refused, and sends evidence although a step was', async () => {
    const sent: string[] = []
    let refuse = 'file'
    const box = new Outbox('w1', (send) => (send.step === refuse ? Promise.reject(new Problem(422, 'photo.type', '只能上传照片')) : Promise.resolve(sent.push(send.step))), name())
    await box.keep('o1', { kind: 'photo', mime: 'image/jpeg', bytes: new ArrayBuffer(1) }, 1)
    await box.add('o1', 'complete', {}, 2)
    expect(sent).toEqual(['complete'])
    expect(box.pending().map((send) => send.refused)).toEqual(['只能上传照片'])
    refuse = 'complete'
    await box.add('o2', 'complete', {}, 3)
    await box.tell('o2', { note: '样例' }, 4)
    expect(sent).toEqual(['complete', 'tell'])
  })

  test('remembers whom to visit for a page that opens without signal', async () => {
    const db = name()
    await new Outbox('w1', offline, db).keepDetail('o1', { id: 'o1' })
    const box = new Outbox('w1', offline, db)
    expect(await box.keptDetail('o1')).toEqual({ id: 'o1' })
    expect(await new Outbox('w2', offline, db).keptDetail('o1')).toBeUndefined()
    await box.keepDetail('round:', { day: '2026-11-26' })
    await box.forgetDetails(['o2'])
    expect(await box.keptDetail('o1')).toBeUndefined()
    expect(await box.keptDetail('round:')).toEqual({ day: '2026-11-26' }) // no order, so none that ended
  })

  test('tells what has arrived, and drops what follows a refusal of the same key or dose, nothing else', async () => {
    let answer: (send: Send) => Promise<unknown> = offline
    const arrived: unknown[] = []
    const box = new Outbox('w1', (send) => answer(send), name())
    box.onArrival((send, said) => arrived.push([send.step, said]))
    const dose = { medicine_id: 'm', due_at: 'x', clock: '08:00', name: '样例片', elder_name: '样例甲' }
    const [first, second] = ['k1', 'k2'].map((id) => ({ id, number: id, state: 'sealed', elders: [] }) as unknown as HomeKey)
    if (!first || !second) throw new Error('no keys')
    await box.add('o1', 'accept', {}, 1)
    await box.noteKey('o1', { what: 'opened', key: first, names: ['样例乙'], note: '无人应答' }, 2)
    await box.noteKey('o1', { what: 'lent', key: first }, 3)
    await box.noteKey('o1', { what: 'lent', key: second }, 4)
    await box.say({ act: 'give', dose }, 5)
    await box.say({ act: 'undo', dose }, 6)
    await box.add('o1', 'depart', {}, 7)
    answer = (send) => (send.keyed?.what === 'opened' || send.said ? Promise.reject(new Problem(409, 'key.order', '这一单不在您手里')) : Promise.resolve(send.step === 'key' ? send.keyed?.key.id : 'ok'))
    await box.flush()
    expect(arrived).toEqual([['accept', 'ok'], ['key', 'k2'], ['depart', 'ok']])
    expect(box.pending().map((send) => [send.step, send.refused])).toEqual([['key', '这一单不在您手里'], ['dose', '这一单不在您手里']])
  })

  test('keeps what a sick server could not take', async () => {
    const box = new Outbox('w1', () => Promise.reject(new Problem(503, 'unavailable', '')), name())
    await box.add('o1', 'accept', {}, 1)
    expect(box.pending()[0]?.refused).toBeUndefined()
    expect(box.pending()).toHaveLength(1)
  })
})

describe('what the worker sees', () => {
  const send = (over: Partial<Send>): Send => ({ key: 'k', staff: 'w1', order: 'o1', step: 'accept', body: {}, at: 1, tries: 0, ...over })

  test('is the order as the worker left it, uploaded or not', () => {
    expect(project([order({})], [send({}), send({ key: 'k2', step: 'depart', at: 2 })], 'w1')[0]?.state).toBe('on_the_way')
  })

  test('is the true state again after a refusal', () => {
    expect(project([order({})], [send({ refused: 'x' })], 'w1')[0]?.state).toBe('assigned')
  })

  test('stays where it is while evidence waits', () => {
    const sends = [send({}), send({ key: 'k2', step: 'depart', at: 2 }), send({ key: 'k3', step: 'tell', at: 3 }), send({ key: 'k4', step: 'file', at: 4 })]
    expect(project([order({})], sends, 'w1')[0]?.state).toBe('on_the_way')
  })

  test('puts where one stands first, then emergencies, and what is free apart', () => {
    const { mine, free } = sort([
      order({ id: 'meal' }), order({ id: 'sos', priority: 0 }), order({ id: 'here', state: 'arrived' }), order({ id: 'free', state: 'queued', worker_id: '' }),
    ], 'w1')
    expect(mine.map((o) => o.id)).toEqual(['here', 'sos', 'meal'])
    expect(free.map((o) => o.id)).toEqual(['free'])
  })

  test('is in the order of the route once one was sent', () => {
    const at = (hour: string) => `2026-11-26T${hour}:00:00Z`
    const { mine } = sort([
      order({ id: 'third', planned_at: at('05'), due_at: at('02'), state: 'accepted' }), order({ id: 'first', planned_at: at('02'), due_at: at('06'), priority: 2 }),
      order({ id: 'beside', due_at: at('04'), priority: 1 }), order({ id: 'second', planned_at: at('03'), state: 'accepted' }), order({ id: 'sos', priority: 0 }),
    ], 'w1')
    expect(mine.map((o) => o.id)).toEqual(['sos', 'first', 'second', 'beside', 'third'])
  })
})
