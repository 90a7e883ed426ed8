import { defineConfig } from '@playwright/test'

// The browser tests run against the built binary, never the dev server: either one
// that already runs (YIAN_E2E_URL, YIAN_E2E_MQTT, YIAN_E2E_WATCH) or the one named by YIAN_BINARY.
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/setup.ts',
  workers: 1,
  // Where nobody watches, a test may lose one race against the machine; it is told as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./e2e/summary.ts']],
  use: {
    baseURL: process.env.YIAN_E2E_URL,
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.YIAN_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    },
  },
})
