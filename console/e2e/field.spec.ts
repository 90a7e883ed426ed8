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
