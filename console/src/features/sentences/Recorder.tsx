import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toWav } from './wav'

/** How long one breath may be; the server takes no more. */
export const MOST_SECONDS = 20

/** A microphone is there on https and on this machine only. */
const canRecord = () => typeof MediaRecorder !== 'undefined' && Boolean(navigator.mediaDevices?.getUserMedia)

/** Records one sentence, or takes a file; hands over WAV. */
export function Recorder({ label, busy, onSound }: { label: string; busy: boolean; onSound: (wav: Blob) => void }) {
  const { t } = useTranslation()
  const [left, setLeft] = useState<number>()
  const [fault, setFault] = useState<'refused' | 'unreadable'>()
  const [turning, setTurning] = useState(false)
  const running = useRef<MediaRecorder>(undefined)
  const file = useRef<HTMLInputElement>(null)
  useEffect(() => () => running.current?.stream.getTracks().forEach((track) => track.stop()), [])
  useEffect(() => {
    if (left === undefined) return
    const tick = setTimeout(() => (left > 1 ? setLeft(left - 1) : running.current?.stop()), 1000)
    return () => clearTimeout(tick)
  }, [left])

  async function take(sound: Blob) {
    setFault(undefined)
    setTurning(true)
    try {
      onSound(await toWav(sound, MOST_SECONDS))
    } catch {
      setFault('unreadable')
    } finally {
      setTurning(false)
    }
  }
  async function record() {
    setFault(undefined)
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const recorder = new MediaRecorder(stream)
      const parts: Blob[] = []
      recorder.ondataavailable = (e) => parts.push(e.data)
      recorder.onstop = () => {
        stream.getTracks().forEach((track) => track.stop())
        running.current = undefined
        setLeft(undefined)
        void take(new Blob(parts, { type: recorder.mimeType }))
      }
      running.current = recorder
      recorder.start()
      setLeft(MOST_SECONDS)
    } catch {
      setFault('refused')
    }
  }
  return (
    <>
      {canRecord() && (left === undefined
        ? <Button size="small" loading={busy || turning} aria-label={`${label} ${t('sentences.record')}`} onClick={() => void record()}>{t('sentences.record')}</Button>
        : <Button size="small" danger type="primary" aria-label={`${label} ${t('sentences.stop')}`} onClick={() => running.current?.stop()}>{t('sentences.stop')} <span className="num">{left}</span></Button>)}
      {left === undefined && <Button size="small" aria-label={`${label} ${t('sentences.upload')}`} onClick={() => file.current?.click()}>{t('sentences.upload')}</Button>}
      <input
        ref={file} type="file" accept="audio/*" hidden aria-label={`${label} ${t('sentences.file')}`}
        onChange={(e) => {
          const chosen = e.target.files?.[0]
          e.target.value = ''
          if (chosen) void take(chosen)
        }}
      />
      {fault && <span role="alert" className="chip chip-amber">{t(`sentences.${fault}`)}</span>}
      {!canRecord() && <span className="quiet">{t('sentences.noMicrophone')}</span>}
    </>
  )
}
