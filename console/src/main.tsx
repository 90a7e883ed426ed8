import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import 'dayjs/locale/zh-cn'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { newQueryClient } from './api/queries'
import './app/console.css'
import { newRouter } from './app/router'
import { theme } from './app/theme'
import './i18n'

const cache = newQueryClient()
const router = newRouter(cache)

function Console() {
  const { i18n } = useTranslation()
  return (
    <ConfigProvider theme={theme} locale={i18n.language === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      <App style={{ height: '100%' }}>
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  )
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <Console />
      </QueryClientProvider>
    </StrictMode>,
  )
}
