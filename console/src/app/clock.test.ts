import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date', 'setInterval', 'clearInterval'] })
  vi.resetModules()
})
afterEach(() => vi.useRealTimers())

const iso = (ms: number) => new Date(ms).toISOString()

test('an answer that was told long ago does not set the clock back', async () => {
  const { serverNow, setServerTime } = await import('./clock')
  const server = Date.UTC(2026, 10, 23, 12)
  setServerTime(iso(server))
  vi.advanceTimersByTime(23_000)
  setServerTime(iso(server)) // out of a cache
  expect(serverNow()).toBe(server + 23_000)
})

test('a message that comes quicker mends the clock at once', async () => {
  const { serverNow, setServerTime } = await import('./clock')
  const server = Date.UTC(2026, 10, 23, 12)
  setServerTime(iso(server - 4_000)) // was four seconds on its way
  vi.advanceTimersByTime(10_000)
  setServerTime(iso(server + 10_000))
  expect(serverNow()).toBe(server + 10_000)
})

test('what was told minutes ago is forgotten', async () => {
  const { serverNow, setServerTime } = await import('./clock')
  const server = Date.UTC(2026, 10, 23, 12)
  setServerTime(iso(server + 60_000)) // the server's clock was wrong and was set back
  vi.advanceTimersByTime(121_000)
  setServerTime(iso(server + 121_000))
  expect(serverNow()).toBe(server + 121_000)
})
