import { api } from '../../api/http'

/** Tells where the phone is, together with a step, if the browser knows: by this the desk reckons minutes. Lost without a signal, because an old place is worth nothing. */
export function tellPlace(): void {
  if (!window.isSecureContext || !navigator.geolocation) return
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      void api.POST('/api/v1/workers/here', { body: { lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy } }).catch(() => undefined)
    },
    () => undefined,
    { timeout: 5_000, maximumAge: 60_000 },
  )
}
