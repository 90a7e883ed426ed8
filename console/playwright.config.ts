import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// Without a screen Chromium's shell draws the same pages with a third less of the machine.
const SHELL = '/usr/bin/chromium-headless-shell'

// The browser tests run against the built binary, never the dev server: either one
// that already runs (YIAN_E2E_URL, YIAN_E2E_MQTT, YIAN_E2E_WATCH) or the one named by YIAN_BINARY.
export default defineConfig({
  testDir: 'e2e',
  // Each has a demo of its own; one that already runs is for one only.
  workers: process.env.YIAN_E2E_URL ? 1 : 2,
  // Where nobody watches, a test may lose one race against the machine; it is told as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./e2e/summary.ts']],
  use: {
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.YIAN_CHROMIUM ?? (existsSync(SHELL) ? SHELL : '/usr/bin/chromium'),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    },
  },
})
