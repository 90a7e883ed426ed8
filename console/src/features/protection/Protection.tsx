import { Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../components/parts'
import { HomeDrawer } from './HomeDrawer'
import { Month } from './Month'
import { Now } from './Now'
import { Proofs } from './Proofs'
import './protection.css'

/** Is every home protected: now, minute by minute of a month, and proven by presses. */
export function Protection() {
  const { t } = useTranslation()
  const [home, setHome] = useState<{ id: string; month?: string }>()
  return (
    <Page title={t('protection.title')}>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'now', label: t('protection.now'), children: <Now onHome={(id) => setHome({ id })} /> },
          { key: 'month', label: t('protection.month'), children: <Month onHome={(id, month) => setHome({ id, month })} /> },
          { key: 'proofs', label: t('protection.proofs'), children: <Proofs /> },
        ]}
      />
      <HomeDrawer home={home} onClose={() => setHome(undefined)} />
    </Page>
  )
}
