// The bell. A tone per priority, repeating until taken; taking one does not
// silence the others. A browser makes no sound before a gesture, so the bell
// starts locked and says so.
import type { Severity } from '../api/types'

export type BellState = 'locked' | 'ready' | 'none'
export type Ringing = Record<Severity, number>

/** How each priority sounds: notes in Hz, and the pause until it comes again. */
const TONES: Record<Severity, { notes: number[]; every: number; loud: number }> = {
  critical: { notes: [988, 740, 988, 740], every: 2_000, loud: 0.32 },
  warning: { notes: [659, 523], every: 5_000, loud: 0.22 },
  info: { notes: [523], every: 12_000, loud: 0.16 },
}
const NOTE = 0.16

export class Bell {
  private context: AudioContext | undefined
  private ringing: Ringing = { critical: 0, warning: 0, info: 0 }
  private timers = new Map<Severity, ReturnType<typeof setInterval>>()
  private listeners = new Set<() => void>()
  private on = false

  state = (): BellState => {
    if (typeof AudioContext === 'undefined') return 'none'
    return this.context?.state === 'running' ? 'ready' : 'locked'
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Must be called from a gesture. */
  async unlock() {
    if (typeof AudioContext === 'undefined') return
    if (!this.context) {
      this.context = new AudioContext()
      this.context.onstatechange = () => this.listeners.forEach((tell) => tell())
    }
    await this.context.resume().catch(() => undefined)
    this.listeners.forEach((tell) => tell())
  }

  /** Rings only while somebody is on duty at this console. */
  duty(on: boolean) {
    this.on = on
    this.plan()
  }

  ring(ringing: Ringing) {
    this.ringing = ringing
    this.plan()
  }

  test() {
    this.play('critical')
  }

  private plan() {
    for (const severity of Object.keys(TONES) as Severity[]) {
      const wanted = this.on && this.ringing[severity] > 0
      const timer = this.timers.get(severity)
      if (wanted && !timer) {
        this.play(severity)
        this.timers.set(severity, setInterval(() => this.play(severity), TONES[severity].every))
      } else if (!wanted && timer) {
        clearInterval(timer)
        this.timers.delete(severity)
      }
    }
  }

  private play(severity: Severity) {
    const context = this.context
    if (context?.state !== 'running') return
    const { notes, loud } = TONES[severity]
    notes.forEach((frequency, i) => {
      const start = context.currentTime + i * (NOTE + 0.04)
      const tone = context.createOscillator()
      const gain = context.createGain()
      tone.type = 'triangle'
      tone.frequency.value = frequency
      gain.gain.setValueAtTime(0, start)
      gain.gain.linearRampToValueAtTime(loud, start + 0.015)
      gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE)
      tone.connect(gain).connect(context.destination)
      tone.start(start)
      tone.stop(start + NOTE + 0.02)
    })
  }
}

export const bell = new Bell()
