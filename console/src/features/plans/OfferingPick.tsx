import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Service } from '../../api/types'
import { yuan } from './money'
import { offeringsQuery, type Offering } from './queries'

/** The rows of the catalogue that are of a service, or of any. */
export function OfferingPick({ service, ...props }: { service?: Service; value?: string; onChange?: (value?: string) => void; id?: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(offeringsQuery)
  const rows = (data?.items ?? []).filter((o) => !o.disabled && (!service || o.service === service))
  return (
    <Select {...props} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('plans.order.any')} style={{ width: '100%' }}
      options={rows.map((o) => ({ value: o.id, label: service ? o.name : `${t(`service.${o.service}`)} · ${o.name}` }))} />
  )
}

/** The elder's own part, which is told before anything is ordered. */
export function PriceTold({ offering }: { offering?: Offering }) {
  const { t } = useTranslation()
  if (!offering) return null
  return (
    <p className="price-told" role="status">
      {offering.price
        ? <>{t('plans.order.told')}{t('common.colon')}<b className="num">{t('plans.order.ownPart', { own: yuan(offering.own_fen) })}</b> <span className="quiet">{t('plans.order.parts', { whole: yuan(offering.price.fen), subsidy: yuan(offering.price.subsidy_fen) })}</span></>
        : t('plans.order.noPrice')}
    </p>
  )
}
