// Demos of the built binary: one for each worker of the test runner, so that its tests
// are the only ones who act there.
import { spawn, type ChildProcess } from 'node:child_process'
import { api } from './world'

/** Starts a demo, unless one already runs, rests its own staff and says where it is in the environment; resolves with what ends it. */
export async function openDemo(): Promise<() => Promise<void>> {
  let child: ChildProcess | undefined
  if (!process.env.YIAN_E2E_URL) {
    const binary = process.env.YIAN_BINARY
    if (!binary) throw new Error('name the built binary in YIAN_BINARY, or a running demo in YIAN_E2E_URL, YIAN_E2E_MQTT and YIAN_E2E_WATCH')
    child = spawn(binary, ['demo', '--http', '127.0.0.1:0', '--mqtt-listen', '127.0.0.1:0', '--presses', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
    const { http, mqtt, watch } = await ready(child)
    process.env.YIAN_E2E_URL = http
    process.env.YIAN_E2E_MQTT = mqtt
    process.env.YIAN_E2E_WATCH = watch
  }
  await api('admin', 'POST', '/demo/staff', { on: false })
  return async () => {
    if (child) await stop(child)
  }
}

/** Ends a process that was started here, and waits until it is gone; one that is gone already is none. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/** Resolves with the addresses of the one line that says "ready". */
export function ready(child: ChildProcess): Promise<{ http: string; mqtt: string; watch: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    let errors = ''
    const late = setTimeout(() => reject(new Error(`not ready within 60 s:\n${text}${errors}`)), 60_000)
    child.once('exit', (code) => reject(new Error(`the binary ended with ${code}:\n${text}${errors}`)))
    child.stderr?.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString()).slice(-10_000) })
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const line = /^ready http=(\S+) mqtt=(\S+)/m.exec(text)
      if (!line?.[1] || !line[2]) return
      clearTimeout(late)
      resolve({ http: line[1], mqtt: line[2], watch: /GPS watches: (\S+)/.exec(text)?.[1] ?? '' })
    })
  })
}
