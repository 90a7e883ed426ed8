import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { certificatesQuery } from '../../api/assign'

/** Certificates that end within 30 days or have: without them planned work is not sent. */
export function Expiring() {
  const { t } = useTranslation()
  const { data } = useQuery(certificatesQuery)
  const items = data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="sheet sheet-pad" aria-label={t('assign.expiringTitle')} style={{ marginBottom: 10 }}>
      <b>{t('assign.expiringTitle')} <span className="num">{items.length}</span></b>
      <div className="chips" style={{ marginTop: 6 }}>
        {items.map((i) => (
          <span key={i.staff_id + i.certificate.name} className={`chip num ${i.days < 0 ? 'chip-alarm' : 'chip-amber'}`}>
            {i.staff_name} {i.certificate.name} {i.certificate.expires} · {i.days < 0 ? t('assign.ended', { n: -i.days }) : i.days === 0 ? t('assign.endsToday') : t('assign.endsIn', { n: i.days })}
          </span>
        ))}
      </div>
    </section>
  )
}
