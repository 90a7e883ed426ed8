import { Button } from './device'
import { accessible, api, elderAtHome, expect, test } from './world'

const phone = { width: 390, height: 844 }

test.setTimeout(180_000)

test('an installer fits a button, from consent to the press that proves it', async ({ enter }) => {
  const worker = await api<{ items: { id: string; region_id: string }[] }>('admin', 'GET', '/workers')
  const region = worker.items.find((w) => w.id === 'worker')?.region_id ?? ''
  const villages = (await api<{ items: { id: string; kind: string }[] }>('admin', 'GET', '/regions')).items.filter((r) => r.kind === 'village' && r.id.startsWith(region))
  const elder = await elderAtHome(villages[0]?.id)
  const id = `fit-${Date.now().toString(36)}`
  const stock = await api<{ claims: { code: string }[]; credentials: { password: string }[] }>('admin', 'POST', '/devices/import', { csv: `id,kind,model\n${id},sos_button,样例一型\n` })
  const button = await Button.join(id, stock.credentials[0]?.password ?? '')
  const state = async () => (await api<{ state: string }>('admin', 'GET', `/devices/${id}`)).state
  expect(await state()).toBe('registered')

  const page = await enter('worker', { viewport: phone })
  await page.getByRole('link', { name: '装机' }).click()
  await page.getByRole('searchbox').fill(elder.name.slice(0, 3))
  await page.getByRole('button', { name: new RegExp(elder.name.slice(0, 3)) }).click()

  await page.getByRole('radiogroup', { name: /健康/ }).getByRole('radio', { name: '不同意' }).click()
  await page.getByRole('radiogroup', { name: /位置/ }).getByRole('radio', { name: '不同意' }).click()
  await page.getByLabel('同住的人已告知').check()
  await accessible(page)
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/install-consent.png` : undefined })
  for (const box of await page.locator('.fit button').all()) expect((await box.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(48)
  await page.getByRole('button', { name: '保存' }).click()

  await page.getByRole('radio', { name: '可以进' }).click()
  await page.getByRole('button', { name: '保存' }).click()

  // The phone is lost here: another finds the installation where it stood.
  await page.goto('/install')
  await page.getByRole('link', { name: new RegExp(elder.name.slice(0, 3)) }).click()
  await page.getByLabel('钥匙编号').fill('A-7')
  await page.getByLabel('谁拿着').fill('样例邻居')
  await page.getByLabel('电话').fill('19900009997')
  await page.getByRole('button', { name: '保存' }).click()

  await page.getByRole('button', { name: '床头' }).click()
  await page.getByLabel('认领码').fill((stock.claims[0]?.code ?? '').toLowerCase())
  await page.getByRole('button', { name: '认领设备' }).click()
  await expect.poll(state).toBe('claimed')

  // A press is a real call until the installer says otherwise.
  await page.getByRole('button', { name: '开始试按' }).click()
  await expect(page.getByRole('timer')).toBeVisible() // a press before that is not the installer's
  button.press('first')
  await expect(page.locator('.fit-chain li[data-done=true]')).toHaveCount(3, { timeout: 30_000 })
  const calls = async () => (await api<{ items: { device_id: string; state: string; installing?: string }[] }>('operator', 'GET', '/incidents?state=open')).items.filter((i) => i.device_id === id)
  expect((await calls())[0]?.installing).toBeTruthy()
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/install-press.png` : undefined })
  await page.getByRole('button', { name: '是我们按的' }).click()
  await expect(page.locator('.fit-address')).toContainText('样例路')
  await expect.poll(async () => (await calls()).length).toBe(0)

  await page.getByRole('button', { name: '一样，就是这里' }).click()
  await page.getByRole('button', { name: '开始试按' }).click()
  await expect(page.getByRole('timer')).toBeVisible()
  button.press('alone')
  await page.getByRole('button', { name: '是我们按的' }).click({ timeout: 20_000 })
  await expect(page.getByRole('status')).toContainText('已在用')
  expect(await state()).toBe('in_service')
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/install-done.png` : undefined })
  await expect.poll(() => button.steps).toContain('closed')
  button.leave()
  await accessible(page)
})

test('who has no devices to fit is told kindly whom the page is for', async ({ enter }) => {
  const page = await enter('operator')
  await page.goto('/install')
  await expect(page.getByText('这里是上门装设备用的')).toBeVisible()
  await expect(page.locator('.problem')).toHaveCount(0)
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/install-operator.png` : undefined })
  await accessible(page)
})
