import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ElderFile } from '../../api/types'
import { useNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { Panel } from '../../components/parts'
import { awake } from './contactClock'
import { ContactClock, ContactNotes } from './ContactLine'
import { ContactsForm } from './ContactsForm'
import './file.css'

/** Whom to ring for an elder, in order; who sleeps is greyed and never hidden. */
export function ContactsPanel({ elder }: { elder: ElderFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  const [editing, setEditing] = useState(false)
  const contacts = elder.contacts ?? []
  if (editing) return <Panel title={t('elders.contacts')}><ContactsForm elder={elder} onDone={() => setEditing(false)} /></Panel>
  return (
    <Panel title={t('elders.contacts')} extra={can.registry(staff.role) && <Button size="small" aria-label={t('file.contact.edit')} onClick={() => setEditing(true)}>{t('elders.edit')}</Button>}>
      {contacts.length === 0 && <p className="quiet">{t('desk.noContacts')}</p>}
      <ol className="ring-list">
        {contacts.map((c) => (
          <li key={c.name + c.phone} className={`ring-one ${awake(c, now) ? '' : 'ring-asleep'}`}>
            <div className="row wrap"><b>{c.name}</b><span className="quiet">{c.relation}</span><a className="num" href={`tel:${c.phone}`}>{c.phone}</a>{c.has_key && <span className="chip chip-vital">{t('desk.hasKey')}</span>}<ContactClock contact={c} /></div>
            <div className="quiet" style={{ fontSize: 13 }}><ContactNotes contact={c} /></div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
