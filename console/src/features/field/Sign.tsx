import { useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { encoded } from './picture'

/** A place to sign with a finger. */
export function Sign({ onSigned }: { onSigned: (png: ArrayBuffer) => void }) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<{ x: number; y: number } | undefined>(undefined)
  const [strokes, setStrokes] = useState(0)

  const spot = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: ((event.clientX - box.left) / box.width) * event.currentTarget.width, y: ((event.clientY - box.top) / box.height) * event.currentTarget.height }
  }
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    last.current = spot(event)
  }
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = last.current
    const pen = canvas.current?.getContext('2d')
    if (!from || !pen) return
    const to = spot(event)
    pen.lineWidth = 5
    pen.lineCap = 'round'
    pen.beginPath()
    pen.moveTo(from.x, from.y)
    pen.lineTo(to.x, to.y)
    pen.stroke()
    last.current = to
  }
  const up = () => {
    if (last.current) setStrokes((n) => n + 1)
    last.current = undefined
  }
  const clear = () => {
    const c = canvas.current
    c?.getContext('2d')?.clearRect(0, 0, c.width, c.height)
    setStrokes(0)
  }
  async function done() {
    if (canvas.current) onSigned(await (await encoded(canvas.current, 'image/png')).arrayBuffer())
  }
  return (
    <div className="field-sign">
      <span>{t('visits.field.signHere')}</span>
      <canvas ref={canvas} width={720} height={300} role="img" aria-label={t('visits.field.signHere')} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} />
      <div className="field-why">
        <button type="button" disabled={strokes === 0} onClick={clear}>{t('visits.field.clear')}</button>
        <button type="button" className="field-do" disabled={strokes === 0} onClick={() => void done()}>{t('visits.field.signDone')}</button>
      </div>
    </div>
  )
}
