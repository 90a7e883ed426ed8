// Recordings leave the browser as WAV, mono at 16 kHz: a button's firmware plays that,
// and hardly anything else that browsers record.

export const RATE = 16_000

/** PCM of 16 bits with its header. */
export function wavOf(samples: Float32Array, rate = RATE): Blob {
  const head = new DataView(new ArrayBuffer(44))
  const text = (at: number, s: string) => [...s].forEach((c, i) => head.setUint8(at + i, c.charCodeAt(0)))
  const bytes = samples.length * 2
  text(0, 'RIFF')
  head.setUint32(4, 36 + bytes, true)
  text(8, 'WAVEfmt ')
  head.setUint32(16, 16, true)
  head.setUint16(20, 1, true) // PCM
  head.setUint16(22, 1, true) // one channel
  head.setUint32(24, rate, true)
  head.setUint32(28, rate * 2, true)
  head.setUint16(32, 2, true)
  head.setUint16(34, 16, true)
  text(36, 'data')
  head.setUint32(40, bytes, true)
  const pcm = new DataView(new ArrayBuffer(bytes))
  samples.forEach((s, i) => pcm.setInt16(i * 2, Math.round(Math.max(-1, Math.min(1, s)) * 32_767), true))
  return new Blob([head.buffer, pcm.buffer], { type: 'audio/wav' })
}

/** Whatever the browser can hear, as WAV of at most so many seconds. */
export async function toWav(sound: Blob, seconds: number): Promise<Blob> {
  const context = new AudioContext()
  try {
    const heard = await context.decodeAudioData(await sound.arrayBuffer())
    const offline = new OfflineAudioContext(1, Math.ceil(Math.min(heard.duration, seconds) * RATE), RATE)
    const source = offline.createBufferSource()
    source.buffer = heard
    source.connect(offline.destination)
    source.start()
    return wavOf((await offline.startRendering()).getChannelData(0))
  } finally {
    void context.close()
  }
}
