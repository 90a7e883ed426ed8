import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import type { Contact, ElderFile } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { ContactTimes } from './ContactTimes'
import { moved } from './order'
import './file.css'

const NOBODY: Contact = { name: '', phone: '' }

/** A contact with what tells its card from the others while they change places. */
interface Draft extends Contact { row: number }

const ZONES = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Asia/Shanghai').map((zone) => ({ value: zone, label: zone }))

/** Edits whom to ring: everything about each, and the order by dragging or by keys. */
export function ContactsForm({ elder, onDone }: { elder: ElderFile; onDone: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['elder', elder.id], ['elders'], ['incident'], ['responders'], ['keys'])
  const [list, setList] = useState<Draft[]>(() => (elder.contacts?.length ? elder.contacts : [NOBODY]).map((contact, row) => ({ ...contact, row })))
  const [dragged, setDragged] = useState<number>()
  const [over, setOver] = useState<number>()
  const place = (from: number, to: number) => setList(moved(list, from, to))
  const change = (at: number, more: Partial<Contact>) => setList(list.map((c, i) => (i === at ? { ...c, ...more } : c)))
  const save = async () => {
    const contacts = list.filter((c) => c.name.trim() || c.phone.trim()).map((c) => ({ ...c, row: undefined, has_key: undefined, name: c.name.trim(), phone: c.phone.trim() }))
    if (await submit(() => data(api.PATCH('/api/v1/elders/{id}', { params: { path: { id: elder.id } }, body: { contacts } })))) onDone()
  }
  return (
    <form className="ring-form" onSubmit={(event) => {
      event.preventDefault()
      void save()
    }}>
      <p className="quiet" style={{ fontSize: 12 }}>{t('file.contact.order')}</p>
      {list.map((c, at) => (
        <fieldset
          key={c.row}
          className="ring-card"
          aria-label={c.name || t('file.contact.add')}
          data-over={over === at}
          onDragOver={(event) => {
            if (dragged === undefined) return
            event.preventDefault()
            setOver(at)
          }}
          onDrop={(event) => {
            event.preventDefault()
            if (dragged !== undefined) place(dragged, at)
            setDragged(undefined)
            setOver(undefined)
          }}
        >
          <div className="row">
            <span className="ring-grip" draggable title={t('file.contact.drag', { name: c.name })} onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              setDragged(at)
            }} onDragEnd={() => {
              setDragged(undefined)
              setOver(undefined)
            }} aria-hidden>⠿</span>
            <b className="num">{at + 1}</b>
            <Button size="small" disabled={at === 0} aria-label={t('file.contact.up', { name: c.name })} onClick={() => place(at, at - 1)}>↑</Button>
            <Button size="small" disabled={at === list.length - 1} aria-label={t('file.contact.down', { name: c.name })} onClick={() => place(at, at + 1)}>↓</Button>
            <span className="grow" />
            <Button size="small" aria-label={t('file.contact.remove', { name: c.name })} onClick={() => setList(list.filter((_, i) => i !== at))}>×</Button>
          </div>
          <div className="row">
            <Input required aria-label={t('common.name')} placeholder={t('common.name')} value={c.name} maxLength={50} onChange={(e) => change(at, { name: e.target.value })} />
            <Input aria-label={t('elders.relation')} placeholder={t('elders.relation')} style={{ flex: '0 0 84px' }} value={c.relation} maxLength={30} onChange={(e) => change(at, { relation: e.target.value })} />
          </div>
          <Input required aria-label={t('common.phone')} placeholder={t('file.contact.abroadHint')} inputMode="tel" value={c.phone} maxLength={32} onChange={(e) => change(at, { phone: e.target.value })} />
          <Select aria-label={t('file.contact.zone')} allowClear showSearch placeholder={t('file.contact.zoneHere')} value={c.time_zone || undefined} options={ZONES} onChange={(zone?: string) => change(at, { time_zone: zone })} />
          <ContactTimes times={c.times ?? []} onChange={(times) => change(at, { times })} />
          <Input aria-label={t('file.contact.hoursWords')} placeholder={t('file.contact.hoursWords')} value={c.hours} maxLength={60} onChange={(e) => change(at, { hours: e.target.value })} />
          <div className="ring-may">
            <Checkbox checked={c.may_decide} onChange={(e) => change(at, { may_decide: e.target.checked })}>{t('file.contact.decide')}</Checkbox>
            <Checkbox checked={c.may_enter} onChange={(e) => change(at, { may_enter: e.target.checked })}>{t('file.contact.enter')}</Checkbox>
            <Checkbox checked={c.may_know} onChange={(e) => change(at, { may_know: e.target.checked })}>{t('file.contact.know')}</Checkbox>
            <Checkbox checked={c.frail} onChange={(e) => change(at, { frail: e.target.checked })}><span title={t('file.contact.frailHint')}>{t('file.contact.frail')}</span></Checkbox>
          </div>
        </fieldset>
      ))}
      <Button size="small" disabled={list.length >= 20} onClick={() => setList([...list, { ...NOBODY, row: Math.max(-1, ...list.map((c) => c.row)) + 1 }])}>{t('file.contact.add')}</Button>
      <ProblemLine error={error} />
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
