import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { Page } from '../../components/parts'
import { DeviceList } from './DeviceList'
import { Due } from './Due'
import { Homes } from './Homes'
import { Refusals } from './Refusals'
import { Sources } from './Sources'

export function Devices() {
  const { t } = useTranslation()
  const { staff } = useSession()
  return (
    <Page title={t('devices.title')}>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'homes', label: t('devices.homes'), children: <Homes /> },
          { key: 'list', label: t('devices.list'), children: <DeviceList /> },
          { key: 'due', label: t('access.due'), children: <Due /> },
          ...(can.refusals(staff.role) ? [{ key: 'refused', label: t('devices.refused'), children: <Refusals /> }] : []),
          ...(can.sources(staff.role) ? [{ key: 'sources', label: t('sources.tab'), children: <Sources /> }] : []),
        ]}
      />
    </Page>
  )
}
