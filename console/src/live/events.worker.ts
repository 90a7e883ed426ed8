// One stream for all tabs of this browser: browsers allow only six connections to
// a host, and six open tabs would starve the rest of the console.
import { openStream, type Message } from './events'

interface SharedScope { onconnect: ((event: MessageEvent) => void) | null }

const ports = new Set<MessagePort>()
let stop: (() => void) | undefined
let current = ''
let up = false

function tell(message: Message) {
  if (message.type === 'link') up = message.up
  ports.forEach((port) => port.postMessage(message))
}

;(self as unknown as SharedScope).onconnect = (event) => {
  const port = event.ports[0]
  if (!port) return
  ports.add(port)
  port.onmessage = ({ data }: MessageEvent<{ type: 'start'; url: string; session: string } | { type: 'bye' }>) => {
    if (data.type === 'bye') {
      ports.delete(port)
      if (ports.size > 0) return
      stop?.()
      stop = undefined
      current = ''
      return
    }
    // Another person signed in on this browser: the old stream shows another scope.
    if (data.session !== current) {
      stop?.()
      current = data.session
      up = false
      stop = openStream(data.url, tell)
    } else {
      port.postMessage({ type: 'link', up } satisfies Message)
    }
  }
}
