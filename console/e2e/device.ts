// A button that stays connected over MQTT 3.1.1: it presses, hears the feedback and
// confirms it, as the device protocol asks.
import { connect, type Socket } from 'node:net'

const text = (s: string) => {
  const bytes = Buffer.from(s)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

const packet = (type: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  const length: number[] = []
  for (let left = body.length; ;) {
    const digit = left % 128
    left = Math.floor(left / 128)
    length.push(left > 0 ? digit | 128 : digit)
    if (left === 0) break
  }
  return Buffer.concat([Buffer.from([type, ...length]), body])
}

export class Button {
  private heard = Buffer.alloc(0)
  private next = 1
  readonly steps: string[] = []

  private constructor(private readonly id: string, private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.heard = Buffer.concat([this.heard, chunk])
      while (this.take());
    })
  }

  static join(id: string, password: string): Promise<Button> {
    const at = new URL((process.env.YIAN_E2E_MQTT ?? '').replace(/^tcp:/, 'http:'))
    return new Promise((resolve, reject) => {
      const socket = connect(Number(at.port), at.hostname)
      socket.once('error', reject)
      socket.on('connect', () => {
        const button = new Button(id, socket)
        socket.write(packet(0x10, text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), text(''), text(id), text(password)))
        socket.write(packet(0x82, Buffer.from([0, 1]), text(`yian/v1/${id}/feedback`), Buffer.from([1])))
        resolve(button)
      })
    })
  }

  press(call: string) {
    this.publish('call', { id: call, ts: Date.now(), kind: 'sos' })
  }

  leave() {
    this.socket.end()
  }

  private publish(what: string, payload: unknown) {
    this.next = (this.next % 60_000) + 1
    this.socket.write(packet(0x32, text(`yian/v1/${this.id}/${what}`), Buffer.from([this.next >> 8, this.next & 255]), Buffer.from(JSON.stringify(payload))))
  }

  /** Takes one packet out of what was heard; false when there is none whole. */
  private take(): boolean {
    let length = 0
    let at = 1
    for (let shift = 0; ; shift += 7, at++) {
      const digit = this.heard[at]
      if (digit === undefined) return false
      length |= (digit & 127) << shift
      if (digit < 128) break
    }
    const start = at + 1
    if (this.heard.length < start + length) return false
    const type = this.heard[0] ?? 0
    const body = this.heard.subarray(start, start + length)
    this.heard = this.heard.subarray(start + length)
    if (type >> 4 === 3) {
      const topic = body.readUInt16BE(0)
      const quality = (type >> 1) & 3
      if (quality) this.socket.write(packet(0x40, body.subarray(2 + topic, 4 + topic)))
      const { call, state } = JSON.parse(body.subarray(2 + topic + (quality ? 2 : 0)).toString()) as { call: string; state: string }
      this.steps.push(state)
      this.publish('confirm', { call, state })
    }
    return true
  }
}
