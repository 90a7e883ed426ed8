import { accessible, api, elderAtHome, expect, test } from './world'

const phone = { width: 390, height: 844 }

interface Visit { grade: string; state: string; door?: string; done?: string[]; files?: { id: string; kind: string }[]; signature?: { how: string }; reasons: { code: string; weighs: string }[] }

async function near(): Promise<string> {
  const workers = await api<{ items: { id: string; region_id: string }[] }>('admin', 'GET', '/workers')
  const region = workers.items.find((w) => w.id === 'worker')?.region_id ?? ''
  return (await api<{ items: { id: string; kind: string }[] }>('admin', 'GET', '/regions')).items.find((r) => r.kind === 'village' && r.id.startsWith(region))?.id ?? ''
}

/** A photo as a telephone takes it: larger than anybody needs. */
const photo = Buffer.from('/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=', 'base64')

test('a worker goes through a visit, photo and signature without signal, and the desk sees why it is believed', async ({ enter }) => {
  const elder = await elderAtHome(await near())
  await api('admin', 'PATCH', `/households/${elder.household_id}`, { lat: 33.3, lon: 116.8 })
  const { code } = await api<{ code: string }>('admin', 'GET', `/households/${elder.household_id}/door-code`)
  const order = await api<{ id: string }>('operator', 'POST', '/orders', { service: 'companionship', offering_id: 'companionship', elder_id: elder.id, worker_id: 'worker' })
  const visit = () => api<Visit>('operator', 'GET', `/orders/${order.id}/visit`)

  const page = await enter('worker', { viewport: phone })
  const main = page.locator('.field-main')
  await page.locator('.field-row, .field-name', { hasText: elder.name }).first().click()
  await expect(page.locator('.field-name')).toHaveText(elder.name)
  await main.click()
  await expect(main).toHaveText('出发')
  await main.click()
  await expect(main).toHaveText('到了')
  await main.click()
  await expect(main).toHaveText('办完了')
  await expect.poll(() => visit().then((v) => v.state, () => 'not told yet')).toBe('open')

  await page.context().setOffline(true)
  await page.getByLabel('门码（8 位）').fill(code.slice(-8).toLowerCase())
  await page.getByRole('button', { name: '记下', exact: true }).click()
  await page.locator('.field-tick input').first().check()
  await page.locator('.field-camera input').first().setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo })
  await expect(page.getByText('已拍 1 张')).toBeVisible()
  const paper = page.locator('.field-sign canvas')
  await paper.scrollIntoViewIfNeeded()
  const box = await paper.boundingBox()
  if (!box) throw new Error('no place to sign')
  await page.mouse.move(box.x + 30, box.y + 40)
  await page.mouse.down()
  await page.mouse.move(box.x + 150, box.y + 80, { steps: 6 })
  await page.mouse.move(box.x + 220, box.y + 30, { steps: 6 })
  await page.mouse.up()
  await page.getByRole('button', { name: '签好了' }).click()
  await expect(page.getByText('已确认：本人签字')).toBeVisible()
  await accessible(page)
  await main.click()
  // Door, tick, photo, signature and who signed, and that it is done: nothing is lost by a new page.
  await expect(page.locator('.field-state')).toContainText('未上传 6')
  expect((await visit()).files ?? []).toEqual([])

  await page.context().setOffline(false)
  await page.reload()
  await expect(page.locator('.field-state')).toContainText('都已上传', { timeout: 15_000 })
  await expect.poll(async () => (await visit()).grade, { timeout: 20_000 }).toBe('C')
  const told = await visit()
  expect([told.state, told.door, told.signature?.how, told.files?.map((f) => f.kind).sort()]).toEqual(['done', 'match', 'hand', ['photo', 'signature']])
  expect(told.reasons.filter((r) => r.weighs === 'against').map((r) => r.code)).toEqual(['short_stay'])

  const desk = await enter('operator')
  await desk.goto(`/orders?order=${order.id}`)
  const card = desk.getByRole('region', { name: '上门服务' })
  await expect(card).toContainText('C 不足')
  await expect(card).toContainText('停留太短')
  await expect(card.locator('img')).toHaveCount(0)
  await card.getByRole('button', { name: '查看 2 张' }).click()
  for (const img of await card.locator('img').all()) await expect.poll(() => img.evaluate((i: HTMLImageElement) => i.naturalWidth)).toBeGreaterThan(0)
  await accessible(desk)
})

test('what was measured before a bath forbids it, and the desk is told', async ({ enter }) => {
  const elder = await elderAtHome(await near())
  const order = await api<{ id: string }>('operator', 'POST', '/orders', { service: 'bathing', elder_id: elder.id, worker_id: 'worker' })
  const page = await enter('worker', { viewport: phone })
  const main = page.locator('.field-main')
  await page.locator('.field-row, .field-name', { hasText: elder.name }).first().click()
  for (const next of ['出发', '到了']) {
    await main.click()
    await expect(main).toHaveText(next)
  }
  await main.click()
  await expect(main).toHaveCount(0) // not before it was measured
  const typed = ['182', '95', '36.5', '25']
  for (const [i, input] of (await page.locator('.field-check input').all()).entries()) await input.fill(typed[i] ?? '1')
  await page.getByRole('button', { name: '测好了' }).click()
  await expect(main).toHaveText('不做了，报值守台')
  await accessible(page)
  await main.click()
  await expect.poll(async () => (await api<{ state: string }>('operator', 'GET', `/orders/${order.id}`)).state).toBe('failed')
  const desk = await enter('operator')
  await desk.goto('/orders')
  const row = desk.locator('.missing li', { hasText: elder.name })
  await expect(row).toContainText('没有开始')
  await accessible(desk)
  await row.getByRole('button', { name: '已处理' }).click()
  await expect(row).toHaveCount(0)
})

test('a month is added up for a provider, and a home gets its door code', async ({ enter }) => {
  const page = await enter('admin')
  await page.goto('/statements')
  await expect(page.locator('.statement h2')).toBeVisible()
  await expect(page.locator('.statement-sums')).toContainText('计入结算')
  await accessible(page)
  const elder = await elderAtHome()
  await page.goto(`/elders/${elder.id}`)
  await page.getByRole('button', { name: '门码', exact: true }).click()
  await expect(page.locator('.door-sign figcaption')).toContainText(/[2-9A-Z]{4} [2-9A-Z]{4}/)
})
