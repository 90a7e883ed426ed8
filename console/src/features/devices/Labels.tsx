// Labels for devices in stock: the claim code, to be read by a camera or by eye.
import { Button } from 'antd'
import encodeQR from 'qr'
import { useTranslation } from 'react-i18next'
import type { Claim } from '../../api/types'
import { word } from '../../i18n/word'
import './devices.css'

export function Labels({ claims }: { claims: Claim[] }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('access.labels')}>
      <div className="row no-print"><Button onClick={() => window.print()}>{t('access.labels')}</Button></div>
      <ul className="labels">
        {claims.map((claim) => (
          <li key={claim.device_id}>
            <img alt={`${t('access.code')} ${claim.code}`} src={picture(claim.code)} width={96} height={96} />
            <span><b>{claim.code}</b><br />{claim.device_id}<br />{word(t, 'deviceKind', claim.kind)} {claim.model}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const picture = (code: string) => `data:image/svg+xml;base64,${btoa(encodeQR(code, 'svg', { ecc: 'medium' }))}`
