import { useTranslation } from 'react-i18next'
import type { Device } from '../../api/types'
import { word } from '../../i18n/word'

/** Where a device stands. Only one that a press proved where it is counts as in service. */
export function StateChip({ device }: { device: Pick<Device, 'state' | 'moved_at'> }) {
  const { t } = useTranslation()
  if (device.moved_at) return <span className="chip chip-amber">{t('access.moved')}</span>
  const tone = device.state === 'in_service' ? 'chip-good' : device.state === 'retired' ? '' : 'chip-amber'
  return <span className={`chip ${tone}`} title={device.state === 'in_service' || device.state === 'retired' ? undefined : t('access.notService')}>{word(t, 'install.deviceState', device.state)}</span>
}
