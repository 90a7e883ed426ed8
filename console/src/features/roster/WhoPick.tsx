import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from './queries'

export interface Who { staff_id?: string; name?: string; phone?: string }

export const whoIs = (who: Who): Who => (who.staff_id ? { staff_id: who.staff_id } : { name: who.name?.trim(), phone: who.phone?.trim() })
export const someone = (who: Who): boolean => Boolean(who.staff_id || (who.name?.trim() && who.phone?.trim()))

/** Somebody with an account, or a name with a telephone. */
export function WhoPick({ value, onChange, autoFocus }: { value: Who; onChange: (who: Who) => void; autoFocus?: boolean }) {
  const { t } = useTranslation()
  const { data } = useQuery(peopleQuery(true))
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Select
        autoFocus={autoFocus}
        aria-label={t('roster.who')}
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
        placeholder={t('roster.whoHint')}
        value={value.staff_id}
        onChange={(staff_id?: string) => onChange({ ...value, staff_id })}
        options={(data?.items ?? []).map((p) => ({ value: p.id, label: `${p.name} · ${t(`role.${p.role}`)}${p.has_phone ? '' : ` · ${t('roster.noPhone')}`}` }))}
      />
      {!value.staff_id && (
        <div className="row">
          <Input aria-label={t('roster.name')} placeholder={t('roster.staffNone')} value={value.name} onChange={(e) => onChange({ ...value, name: e.target.value })} />
          <Input aria-label={t('roster.phone')} placeholder={t('roster.phone')} inputMode="tel" value={value.phone} onChange={(e) => onChange({ ...value, phone: e.target.value })} />
        </div>
      )}
    </div>
  )
}
