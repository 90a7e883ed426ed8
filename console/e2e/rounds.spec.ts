import { accessible, api, elderAtHome, expect, test } from './world'

interface List<T> { items: T[] }

test('an order goes with one key to whoever is recommended first, for reasons', async ({ enter }) => {
  const elder = await elderAtHome()
  const order = await api<{ id: string }>('operator', 'POST', '/orders', { offering_id: 'meal-delivery', service: 'meal', elder_id: elder.id })
  const { items } = await api<List<{ worker_id: string; name: string; fit: boolean }>>('operator', 'GET', `/orders/${order.id}/candidates`)
  const page = await enter('operator')
  await page.goto(`/orders?order=${order.id}`)
  const who = page.getByRole('region', { name: '派给谁' })
  await expect(who.getByRole('button').first()).toContainText(items[0]?.name ?? 'nobody')
  await expect(who).toContainText('路程约')
  await accessible(page)
  await page.getByRole('heading', { name: '派给谁' }).click()
  await page.keyboard.press('1')
  await expect(page.locator('.panel').first().locator('header')).toContainText('待接单')
  const sent = await api<{ worker_id: string }>('operator', 'GET', `/orders/${order.id}`)
  expect(sent.worker_id).toBe(items[0]?.worker_id)
})

test('a certificate that ended stops a worker, and is on the list', async ({ enter }) => {
  const page = await enter('admin')
  await page.goto('/staff')
  await expect(page.getByRole('region', { name: /证件 30 天内到期/ })).toContainText('已过期')
  const row = page.getByRole('row').filter({ hasText: '服务人员' }).first()
  await row.getByRole('button', { name: '资质' }).click()
  await expect(page.getByLabel('证件名称').first()).toHaveValue('健康证')
  await accessible(page)
})

test('a day is laid out, changed and sent', async ({ enter }) => {
  const page = await enter('supervisor')
  await page.goto('/orders')
  await page.getByRole('button', { name: '排班路线' }).click()
  await page.getByRole('button', { name: '排这一天' }).click()
  await expect(page).toHaveURL(/round=/) // shown once it is laid out
  await expect(page.locator('.ant-btn-loading')).toHaveCount(0)
  await expect(page.getByText('草稿', { exact: true })).toBeVisible()
  const routes = page.locator('.route')
  await expect(routes.first()).toBeVisible()
  await expect(page.getByRole('img', { name: '路线图' })).toBeVisible()
  await accessible(page)
  await routes.first().getByRole('button').first().click() // shown alone on the map
  await routes.first().getByRole('button', { name: /^拿出/ }).first().click()
  await expect(page.getByText('人工拿出')).toBeVisible()
  await page.getByRole('button', { name: '全部派出' }).click()
  await expect(page.locator('.chip-good', { hasText: '已派出' })).toBeVisible()
  const { items } = await api<List<{ id: string; state: string; planned: number; refused: number }>>('supervisor', 'GET', '/rounds')
  expect(items[0]?.state).toBe('sent')
  expect(items[0]?.refused).toBe(0)
})

test('two who must go together are chosen by name', async ({ enter }) => {
  const elder = await elderAtHome()
  const order = await api<{ id: string }>('operator', 'POST', '/orders', { offering_id: 'bath-at-home', service: 'bathing', elder_id: elder.id })
  const { items } = await api<List<{ worker_id: string; name: string; fit: boolean }>>('operator', 'GET', `/orders/${order.id}/candidates?limit=60`)
  const [one, other] = items.filter((c) => c.fit)
  const page = await enter('operator')
  await page.goto(`/orders?order=${order.id}`)
  const pick = async (field: string, name = '') => {
    await page.getByLabel(field).last().click()
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0)
  }
  await pick('服务人员', one?.name)
  const send = page.getByRole('button', { name: '派单', exact: true })
  await expect(send).toBeDisabled()
  await pick('同去的人…', other?.name)
  await accessible(page)
  await send.click()
  await expect(page.locator('.panel').first().locator('header')).toContainText('待接单')
  const sent = await api<{ worker_id: string; second_id: string }>('operator', 'GET', `/orders/${order.id}`)
  expect([sent.worker_id, sent.second_id]).toEqual([one?.worker_id, other?.worker_id])
})
