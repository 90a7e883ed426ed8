// The training seat has a process of its own: a case is done right at its desk, and
// its sheet says so.
import { spawn, type ChildProcess } from 'node:child_process'
import { ready, stop } from './setup'
import { accessible, expect, test } from './world'

let seat: ChildProcess | undefined
let demo: string | undefined

test.beforeAll(async () => {
  test.setTimeout(120_000)
  demo = process.env.YIAN_E2E_URL
  if (process.env.YIAN_E2E_SEAT) {
    process.env.YIAN_E2E_URL = process.env.YIAN_E2E_SEAT
    return
  }
  const binary = process.env.YIAN_BINARY
  test.skip(!binary, 'names the built binary in YIAN_BINARY, or a running seat in YIAN_E2E_SEAT')
  seat = spawn(binary ?? '', ['training', '--http', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  process.env.YIAN_E2E_URL = (await ready(seat)).http
})

test.afterAll(async () => {
  process.env.YIAN_E2E_URL = demo
  if (seat) await stop(seat)
})

test('a case that is done right at the desk has every point', async ({ enter }) => {
  test.setTimeout(120_000)
  const page = await enter('operator')
  await expect(page).toHaveURL(/\/training$/)
  await expect(page.locator('.bar-training')).toContainText('不是真的，这里打不出真电话')
  await expect(page.locator('.case-card')).toHaveCount(20)
  await accessible(page)

  await page.goto('/desk')
  await expect(page.locator('.strip')).toContainText('开始值班')
  await page.keyboard.press('F4')
  await expect(page.getByText('结束值班')).toBeVisible()
  await page.goto('/training')
  await page.getByRole('button', { name: '开始 按错了' }).click()
  await expect(page).toHaveURL(/\/desk/)
  await expect(page.locator('.earpiece')).toContainText('第 6 例')

  // A press comes in over MQTT like any other.
  await expect(page.locator('.queue-pane-waiting .queue-row')).toBeVisible()
  await page.keyboard.press('F2')
  await expect(page.locator('.actions-grid')).toBeVisible()

  // The number in the file rings the played telephone, and nothing else.
  await page.keyboard.press('1')
  await page.locator('.act-panel a[href^="tel:"]').click()
  await expect(page.locator('.earpiece-lines')).toContainText('按错了')
  await page.locator('.act-panel').getByRole('button', { name: '接通了' }).click()
  await page.keyboard.press('Alt+S')
  await expect(page.locator('.questions .said')).toBeVisible()
  await page.keyboard.press('7')
  await expect(page.locator('.closing-missing')).not.toContainText('听到老人')
  await page.locator('#desk-outcome').selectOption('by_mistake')
  await page.locator('#desk-reason').fill('把红键当成遥控器')
  await page.keyboard.press('Alt+J')
  await expect(page.locator('.closing-over')).toBeVisible()

  await page.locator('.earpiece').getByRole('button', { name: '交卷' }).click()
  await expect(page).toHaveURL(/\/training\?run=/)
  await expect(page.locator('.training-score')).toHaveText('23/23 分')
  await expect(page.locator('.training-table tr[data-lost="true"]')).toHaveCount(0)
  await accessible(page)
})

test('the band is there before anybody signs in', async ({ page }) => {
  await page.goto(process.env.YIAN_E2E_URL ?? '')
  await expect(page.locator('.bar-training')).toContainText('训练席')
})
