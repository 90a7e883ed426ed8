// The world of a browser test: people, a home, a device that presses, and a page
// that may make no foreign request and no error.
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test'
import { connect } from 'node:net'
import { openDemo } from './setup'

const url = () => process.env.YIAN_E2E_URL ?? ''

const tokens = new Map<string, Promise<string>>()

async function signInByApi(role: string): Promise<string> {
  const response = await fetch(`${url()}/api/v1/session`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: role, password: 'demo' }),
  })
  if (!response.ok) throw new Error(`sign in ${role}: ${response.status}`)
  return ((await response.json()) as { token: string }).token
}

/** Asks the API as somebody, for what a test needs around the screen. */
export async function api<T = unknown>(role: string, method: string, path: string, body?: unknown): Promise<T> {
  const token = await (tokens.get(role) ?? tokens.set(role, signInByApi(role)).get(role))
  const response = await fetch(`${url()}/api/v1${path}`, {
    method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

export interface Person { id: string; name: string; household_id: string; region_id: string }

/** An elder at home whom no other test uses, alone there. */
export async function elderAtHome(region?: string): Promise<Person> {
  const any = () => String.fromCharCode(0x4e10 + Math.floor(Math.random() * 5000))
  const name = `试${any()}${any()}（样例）`
  const near = region ?? (await api<{ items: { id: string; kind: string }[] }>('admin', 'GET', '/regions')).items.filter((r) => r.kind === 'village')[7]?.id
  const household = await api<{ id: string }>('admin', 'POST', '/households', {
    region_id: near, address: `样例路 ${name} 家`, directions: '井台西第二家，蓝门', key_holder_name: '样例邻居', key_holder_phone: '19900009999',
  })
  return api<Person>('admin', 'POST', '/elders', {
    name, household_id: household.id, region_id: near, birth_date: '1941-05-06', phone: '19900009998', reach: 'talk', vital: ['青霉素过敏'],
  })
}

/** A button of that elder, which presses once; resolves when the broker has it. */
export const press = (elder: Person, kind = 'sos') => pressButton(elder, kind, elder.id)

/** A button of the whole home: whoever lives there may have pressed it. */
export const pressShared = (elder: Person) => pressButton(elder, 'sos')

async function pressButton(elder: Person, kind: string, elder_id?: string): Promise<void> {
  const id = `e2e-${elder.id.slice(-12)}-${Date.now().toString(36)}`.replace(/[^A-Za-z0-9_-]/g, '')
  await api('admin', 'POST', '/devices', { id, kind: 'sos_button', household_id: elder.household_id, elder_id, power: 'battery' })
  const { username, password } = await api<{ username: string; password: string }>('admin', 'POST', `/devices/${id}/credential`)
  await publish(username, password, `yian/v1/${id}/call`, JSON.stringify({ id: `call-${id}`, ts: Date.now(), kind }))
}

/** One QoS 1 publish over MQTT 3.1.1, by hand: the console needs no MQTT library. */
export function publish(username: string, password: string, topic: string, payload: string): Promise<void> {
  const text = (s: string) => {
    const bytes = Buffer.from(s)
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
  }
  const packet = (type: number, body: Buffer) => {
    const length: number[] = []
    for (let left = body.length; ;) {
      const digit = left % 128
      left = Math.floor(left / 128)
      length.push(left > 0 ? digit | 128 : digit)
      if (left === 0) break
    }
    return Buffer.concat([Buffer.from([type, ...length]), body])
  }
  const at = new URL((process.env.YIAN_E2E_MQTT ?? '').replace(/^tcp:/, 'http:'))
  return new Promise((resolve, reject) => {
    const socket = connect(Number(at.port), at.hostname)
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer from the broker')))
    socket.once('error', reject)
    socket.on('connect', () => socket.write(packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), text(''), text(username), text(password)]))))
    socket.on('data', (answer) => {
      if (answer[0] === 0x20 && answer[3] === 0) socket.write(packet(0x32, Buffer.concat([text(topic), Buffer.from([0, 1]), Buffer.from(payload)])))
      else if (answer[0] === 0x20) socket.destroy(new Error(`refused by the broker: ${answer[3]}`))
      else if (answer[0] === 0x40) {
        socket.end()
        resolve()
      }
    })
    socket.once('close', () => reject(new Error('the broker hung up'))) // after resolve it says nothing
  })
}

interface World {
  /** Opens a browser of its own and signs somebody in as a person would. */
  enter: (role: string, options?: { viewport?: { width: number; height: number }; language?: 'zh' | 'en' }) => Promise<Page>
}

export const test = base.extend<World, { demo: undefined }>({
  demo: [async ({}, use) => {
    const close = await openDemo()
    await use(undefined)
    await close()
  }, { scope: 'worker', auto: true, timeout: 120_000 }],
  enter: async ({ browser }, use) => {
    const contexts: BrowserContext[] = []
    const faults: string[] = []
    await use(async (role, { viewport, language = 'zh' } = {}) => {
      // Without motion: what is read in the middle of a fade has another contrast.
      const context = await browser.newContext({ baseURL: url(), viewport: viewport ?? { width: 1366, height: 768 }, reducedMotion: 'reduce' })
      contexts.push(context)
      await context.addInitScript((l) => localStorage.setItem('yian.language', l), language)
      const page = await context.newPage()
      const home = new URL(url()).host
      page.on('request', (request) => {
        const to = new URL(request.url())
        if (to.protocol.startsWith('http') && to.host !== home) faults.push(`a request left for ${to.host}`)
      })
      page.on('pageerror', (error) => faults.push(`${role}: ${error.message}`))
      page.on('console', (message) => {
        if (message.type() === 'error' && !expected.some((part) => message.text().includes(part))) faults.push(`${role}: ${message.text()}`)
      })
      await page.goto('/')
      await page.locator('input[autocomplete=username]').fill(role)
      await page.locator('input[autocomplete=current-password]').fill('demo')
      await page.locator('button[type=submit]').click()
      await page.waitForURL((to) => !to.pathname.startsWith('/sign-in'))
      return page
    })
    for (const context of contexts) await context.close()
    expect(faults).toEqual([])
  },
})

/** What a browser logs by itself when a test loses a race or the signal on purpose. */
const expected = ['409 (Conflict)', 'ERR_INTERNET_DISCONNECTED', 'net::ERR_FAILED']

export async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  expect(violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`)).toEqual([])
}

export { expect }
