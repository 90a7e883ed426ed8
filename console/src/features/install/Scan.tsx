import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Detector { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> }
type DetectorClass = new (options: { formats: string[] }) => Detector

const canScan = () => window.isSecureContext && typeof navigator.mediaDevices?.getUserMedia === 'function'

/** The browser's own detector where there is one, else a decoder that is loaded when needed. */
async function detector(): Promise<Detector> {
  const own = (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (own) return new own({ formats: ['qr_code'] })
  const { decodeQR } = await import('qr/decode.js')
  const canvas = document.createElement('canvas')
  return {
    detect: async (video) => {
      canvas.width = video.videoWidth
      canvas.height = video.videoHeight
      const context = canvas.getContext('2d', { willReadFrequently: true })
      if (!context || !canvas.width) return []
      context.drawImage(video, 0, 0)
      try {
        return [{ rawValue: decodeQR(context.getImageData(0, 0, canvas.width, canvas.height)) }]
      } catch {
        return [] // no code in this picture
      }
    },
  }
}

/** Reads one QR code with the camera; typing is always the other way. */
export function Scan({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useTranslation()
  const [on, setOn] = useState(false)
  const [failed, setFailed] = useState(!canScan())
  const video = useRef<HTMLVideoElement>(null)
  const read = useRef(onRead)
  useEffect(() => { read.current = onRead })

  useEffect(() => {
    if (!on) return
    let over = false
    let stream: MediaStream | undefined
    const look = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      const seen = video.current
      if (over || !seen) return stream.getTracks().forEach((track) => track.stop())
      seen.srcObject = stream
      await seen.play()
      const find = await detector()
      while (!over) {
        const [code] = await find.detect(seen)
        if (code?.rawValue) {
          setOn(false)
          navigator.vibrate?.(80)
          return read.current(code.rawValue.trim())
        }
        await new Promise((resolve) => setTimeout(resolve, 150))
      }
    }
    look().catch(() => {
      setFailed(true)
      setOn(false)
    })
    return () => {
      over = true
      stream?.getTracks().forEach((track) => track.stop())
    }
  }, [on])

  if (failed) return <p className="quiet">{t('install.noCamera')}</p>
  return (
    <>
      {on && <video ref={video} className="fit-camera" playsInline muted aria-label={t('install.scan')} />}
      <button type="button" onClick={() => setOn(!on)}>{t(on ? 'install.scanStop' : 'install.scan')}</button>
    </>
  )
}
