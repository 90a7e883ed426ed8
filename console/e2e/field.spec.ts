import { accessible, api, elderAtHome, expect, test } from './world'

const phone = { width: 390, height: 844 }

test('a worker claims an order and carries it out, part of it without signal', async ({ enter }) => {
  const worker = await api<{ items: { id: string; region_id: string }[] }>('admin', 'GET', '/workers')
  const region = worker.items.find((w) => w.id === 'worker')?.region_id ?? ''
  const villages = (await api<{ items: { id: string; kind: string }[] }>('admin', 'GET', '/regions')).items.filter((r) => r.kind === 'village' && r.id.startsWith(region))
  const elder = await elderAtHome(villages[0]?.id)
  const order = await api<{ id: string }>('operator', 'POST', '/orders', { service: 'meal', elder_id: elder.id, worker_id: 'worker' })
  const state = async () => (await api<{ state: string }>('operator', 'GET', `/orders/${order.id}`)).state

  const page = await enter('worker', { viewport: phone })
  const main = page.locator('.field-main')
  // Another order may be the more urgent one: this one is chosen by hand.
  await page.locator('.field-row, .field-name', { hasText: elder.name }).first().click()
  await expect(page.locator('.field-name')).toHaveText(elder.name)
  await accessible(page)
  for (const box of await page.locator('.field button, .field-call').all()) {
    expect((await box.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(48)
  }
  await main.click()
  await expect(main).toHaveText('出发')
  await expect.poll(state).toBe('accepted')

  await page.context().setOffline(true)
  await main.click()
  await expect(main).toHaveText('到了')
  await main.click()
  await expect(main).toHaveText('办完了')
  await expect(page.locator('.field-state')).toContainText('未上传 2')
  expect(await state()).toBe('accepted')

  await page.context().setOffline(false)
  await expect(page.locator('.field-state')).toContainText('都已上传', { timeout: 15_000 })
  expect(await state()).toBe('arrived')
  await main.click()
  await expect.poll(state).toBe('completed')
})

test('a worker takes the key of a home where there is no signal, and brings it back when the order is over', async ({ enter }) => {
  const worker = await api<{ items: { id: string; region_id: string }[] }>('admin', 'GET', '/workers')
  const region = worker.items.find((w) => w.id === 'worker')?.region_id ?? ''
  const village = (await api<{ items: { id: string; kind: string }[] }>('admin', 'GET', '/regions')).items.find((r) => r.kind === 'village' && r.id.startsWith(region))
  const elder = await elderAtHome(village?.id)
  const sealed = await api<{ id: string }>('supervisor', 'POST', '/keys', { household_id: elder.household_id, number: 'K-E2E', name: '样例站长', phone: '19900009997', seal: 'F-E2E' })
  const order = await api<{ id: string }>('operator', 'POST', '/orders', { service: 'cleaning', elder_id: elder.id, worker_id: 'worker' })
  await api('worker', 'POST', `/orders/${order.id}/accept`, {})
  const key = async () => (await api<{ items: { id: string; state: string; loan?: { staff_id: string; order_id: string }; history: { what: string; names?: string[]; note?: string }[] }[] }>('operator', 'GET', `/keys?which=all&household_id=${elder.household_id}`)).items.find((k) => k.id === sealed.id)

  const page = await enter('worker', { viewport: phone })
  await page.locator('.field-row, .field-name', { hasText: elder.name }).first().click()
  await expect(page.locator('.field-name')).toHaveText(elder.name)
  const row = page.locator('.field-keys', { hasText: 'K-E2E' })
  await row.getByRole('button', { name: '封存着，开封取钥匙' }).click()
  await page.context().setOffline(true)
  const broken = row.getByRole('button', { name: '两人当面开封，钥匙我取走了' })
  await row.getByLabel('原因').fill('敲门无人应')
  await expect(broken).toBeDisabled() // nobody breaks a seal alone
  await row.getByLabel('另一人的姓名').fill('样例站长')
  await accessible(page)
  await broken.click()
  await expect(row).toContainText('在您手里')
  await expect(page.locator('.field-state')).toContainText('未上传 2')
  await page.screenshot(process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/field-keys.png`, fullPage: true } : undefined)
  expect((await key())?.state).toBe('sealed')

  await page.context().setOffline(false)
  await expect(page.locator('.field-state')).toContainText('都已上传', { timeout: 15_000 })
  expect((await key())?.loan).toMatchObject({ staff_id: 'worker', order_id: order.id })
  expect((await key())?.history.find((h) => h.what === 'opened')).toMatchObject({ names: [expect.stringContaining('样例'), '样例站长'], note: 'F-E2E 敲门无人应' })
  for (const step of ['depart', 'arrive', 'complete']) await api('worker', 'POST', `/orders/${order.id}/${step}`, {})
  await expect(page.locator('.field-name', { hasText: elder.name })).toHaveCount(0)
  const own = page.getByRole('region', { name: '您手里的钥匙' }).locator('.field-row', { hasText: 'K-E2E' })
  await own.getByRole('button', { name: '钥匙还回去了' }).click()
  await expect(own).toHaveCount(0)
  await expect.poll(async () => (await key())?.state).toBe('held')
})
