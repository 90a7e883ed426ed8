// Chooses between the shared worker and a stream of this tab's own.
import { openStream, type Message } from './events'

const URL_EVENTS = '/api/v1/events'

/** Listens until the returned function is called. `session` names who is signed in. */
export function connect(session: string, tell: (message: Message) => void): () => void {
  if (typeof SharedWorker === 'undefined') return openStream(URL_EVENTS, tell)
  const worker = new SharedWorker(new URL('./events.worker.ts', import.meta.url), { type: 'module', name: 'yian-events' })
  let own: (() => void) | undefined
  // An old browser may know SharedWorker but not as a module.
  worker.onerror = () => {
    own ??= openStream(URL_EVENTS, tell)
  }
  worker.port.onmessage = ({ data }: MessageEvent<Message>) => tell(data)
  worker.port.start()
  worker.port.postMessage({ type: 'start', url: new URL(URL_EVENTS, location.href).href, session })
  const bye = () => worker.port.postMessage({ type: 'bye' })
  window.addEventListener('pagehide', bye)
  return () => {
    window.removeEventListener('pagehide', bye)
    bye()
    own?.()
    worker.port.close()
  }
}
