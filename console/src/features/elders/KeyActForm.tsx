import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyVerb } from '../../api/types'
import { serverNow } from '../../app/clock'
import { shanghai } from '../../app/time'
import { CenterPick, WorkerPick } from '../../components/pick'
import type { KeyAct } from './useKey'

type Body = Omit<KeyAct, 'what'>

/** What an act on a key needs to know. A broken seal needs a reason and two names. */
export function KeyActForm({ what, busy, onAct }: { what: KeyVerb; busy: boolean; onAct: (body: Body) => void }) {
  const { t } = useTranslation()
  return (
    <form className="keyring-form" aria-label={t(`file.key.do.${what}`)} onSubmit={(event) => {
      event.preventDefault()
      const field = (name: string) => ((new FormData(event.currentTarget).get(name) as string | null) ?? '').trim() || undefined
      if (what !== 'lent' && what !== 'handed_over') {
        const names = [field('witness1'), field('witness2')].filter((n) => n !== undefined)
        onAct({ note: field('note'), seal: field('seal'), number: field('number'), names: names.length > 0 ? names : undefined })
      }
    }}>
      {what === 'lent' && <Lend busy={busy} onAct={onAct} />}
      {what === 'handed_over' && <Holder busy={busy} onAct={onAct} />}
      {what === 'sealed' && <Input name="seal" required autoFocus aria-label={t('file.key.seal')} placeholder={t('file.key.seal')} maxLength={40} />}
      {what === 'replaced' && <Input name="number" autoFocus aria-label={t('file.key.newNumber')} placeholder={t('file.key.newNumber')} maxLength={40} />}
      {what === 'opened' && (
        <>
          <p className="quiet">{t('file.key.twoHint')}</p>
          <Input name="witness1" required autoFocus aria-label={t('file.key.witness1')} placeholder={t('file.key.witness1')} maxLength={60} />
          <Input name="witness2" required aria-label={t('file.key.witness2')} placeholder={t('file.key.witness2')} maxLength={60} />
        </>
      )}
      {(what === 'opened' || what === 'lost' || what === 'given_back' || what === 'replaced') && (
        <Input name="note" required={what === 'opened' || what === 'lost'} aria-label={t('file.key.reason')} placeholder={t('file.key.reason')} maxLength={500} />
      )}
      {what !== 'lent' && what !== 'handed_over' && <Button htmlType="submit" type="primary" size="small" loading={busy}>{t(`file.key.do.${what}`)}</Button>}
    </form>
  )
}

/** For how long: until a time that people name. */
const LENGTHS = [{ hours: 4 }, { hours: 12 }, { days: 1 }, { days: 3 }, { days: 7 }] as const

function Lend({ busy, onAct }: { busy: boolean; onAct: (body: Body) => void }) {
  const { t } = useTranslation()
  const [worker, setWorker] = useState<string>()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [length, setLength] = useState(0)
  const hours = (n: number) => {
    const l = LENGTHS[n] ?? LENGTHS[0]
    return 'hours' in l ? l.hours : l.days * 24
  }
  const label = (n: number) => {
    const l = LENGTHS[n] ?? LENGTHS[0]
    return 'hours' in l ? t('file.key.hours', { n: l.hours }) : t('file.key.days', { n: l.days })
  }
  return (
    <>
      <WorkerPick aria-label={t('file.key.to')} placeholder={t('file.key.to')} value={worker} onChange={setWorker} />
      {!worker && (
        <div className="row">
          <Input aria-label={t('file.key.outsider')} placeholder={t('file.key.outsider')} value={name} maxLength={60} onChange={(e) => setName(e.target.value)} />
          <Input aria-label={t('common.phone')} placeholder={t('common.phone')} inputMode="tel" value={phone} maxLength={32} onChange={(e) => setPhone(e.target.value)} />
        </div>
      )}
      <div className="row">
        <Select aria-label={t('file.key.until')} style={{ width: 110 }} value={length} onChange={setLength} options={LENGTHS.map((_, n) => ({ value: n, label: label(n) }))} />
        <Button type="primary" size="small" loading={busy} disabled={!worker && !name.trim()} onClick={() => onAct({
          ...(worker ? { staff_id: worker } : { name: name.trim(), phone: phone.trim() || undefined }),
          until: shanghai(serverNow()).add(hours(length), 'hour').toISOString(),
        })}>{t('file.key.do.lent')}</Button>
      </div>
    </>
  )
}

/** Who keeps it: a person, or a station. */
export function Holder({ busy, onAct, label }: { busy: boolean; onAct: (body: Body) => void; label?: string }) {
  const { t } = useTranslation()
  const [station, setStation] = useState(false)
  const [center, setCenter] = useState<string>()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  return (
    <>
      <Select aria-label={t('file.key.holder')} value={station} onChange={setStation} options={[{ value: false, label: t('file.key.person') }, { value: true, label: t('file.key.station') }]} />
      {station
        ? <CenterPick kinds={['station', 'branch', 'care_home', 'day_care']} aria-label={t('file.key.station')} value={center} onChange={setCenter} />
        : (
          <div className="row">
            <Input aria-label={t('file.key.newHolder')} placeholder={t('common.name')} value={name} maxLength={60} onChange={(e) => setName(e.target.value)} />
            <Input aria-label={t('elders.keyPhone')} placeholder={t('common.phone')} inputMode="tel" value={phone} maxLength={32} onChange={(e) => setPhone(e.target.value)} />
          </div>
        )}
      <Button type="primary" size="small" loading={busy} disabled={station ? !center : !name.trim()} onClick={() => onAct(station ? { center_id: center } : { name: name.trim(), phone: phone.trim() || undefined })}>{label ?? t('file.key.do.handed_over')}</Button>
    </>
  )
}
