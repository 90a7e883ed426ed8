import type { Page } from '@playwright/test'
import { accessible, api, elderAtHome, expect, press, test, type Person } from './world'

/** An incident of a new elder, answered by the operator of this page. */
async function answered(page: Page, kind = 'sos', elder?: Person): Promise<Person> {
  const who = elder ?? await elderAtHome()
  await press(who, kind)
  await page.locator('.queue-row', { hasText: who.name }).click()
  await expect(page.locator('.unanswered')).toBeVisible()
  await page.keyboard.press('Alt+a')
  await expect(page.locator('.file-head h2')).toHaveText(who.name)
  return who
}

test('refused help is listed with its deadline, and cannot be closed away', async ({ enter }) => {
  const page = await enter('operator')
  const elder = await answered(page)
  await page.keyboard.press('Alt+h')
  await page.getByLabel('老人怎么说的').fill('我没事，不去医院')
  await page.getByLabel('谁在旁边听到').fill('站长样例')
  await page.keyboard.press('Enter')
  await expect(page.locator('.scene-owed')).toContainText('我没事，不去医院')
  await expect(page.locator('.scene-promised')).toContainText(elder.name)
  await expect(page.locator('.closing-missing')).toContainText('还欠第二次联系')
  await accessible(page)
  await page.keyboard.press('Alt+t')
  await page.keyboard.press('Enter') // well
  await expect(page.locator('.scene-owed')).toHaveCount(0)
  await expect(page.locator('.timeline')).toContainText('第二次联系')
  await expect(page.locator('.closing-missing')).not.toContainText('第二次联系')
})

test('nobody is sent into gas before 119 has said that it is safe', async ({ enter }) => {
  const page = await enter('operator')
  await answered(page, 'gas')
  await expect(page.locator('.scene-first')).toContainText('119')
  await expect(page.locator('.responder[data-staff=true]').first()).toBeVisible()
  await page.keyboard.press('3')
  await page.keyboard.press('Enter') // the first who can go
  await expect(page.locator('.desk-side [role=alert]')).toContainText('119')
  await page.keyboard.press('5')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('119 谁说的')).toBeVisible()
  await page.keyboard.press('Alt+c')
  await page.keyboard.type('中队样例')
  await accessible(page)
  await page.keyboard.press('Enter')
  await expect(page.locator('.scene-safe')).toContainText('中队样例')
})

test('somebody lost: 110 first, the sheet, and who searches where', async ({ enter }) => {
  const page = await enter('operator')
  const elder = await answered(page)
  await page.keyboard.press('Alt+w')
  await page.keyboard.press('Enter')
  await expect(page.locator('.scene-first')).toContainText('110')
  // Rules, meals and visits hear of it too.
  const where = () => api<{ whereabouts?: { state: string } }>('admin', 'GET', `/elders/${elder.id}`).then((e) => e.whereabouts?.state)
  await expect.poll(where).toBe('lost')
  await page.keyboard.press('6')
  await page.keyboard.press('Enter')
  await expect(page.locator('.scene-first')).toHaveCount(0)
  await page.getByLabel('找哪里').fill('河堤')
  await page.getByLabel('谁去找').fill('站长样例')
  await page.keyboard.press('Enter')
  await expect(page.locator('.scene-areas')).toContainText('河堤')
  await page.getByRole('link', { name: '寻人单' }).click()
  await expect(page.locator('.print-sheet')).toContainText(elder.name)
  await page.getByLabel('衣着和携带').fill('蓝棉袄')
  await page.getByLabel('最后在哪里').fill('村口')
  await page.locator('h1').click()
  await page.getByLabel(/加照片/).setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') })
  await expect(page.locator('.scene-photos img')).toBeVisible()
  await accessible(page)
  await page.getByRole('link', { name: '返回' }).click()
  await expect(page.locator('.scene-card')).toContainText('蓝棉袄')
  await page.getByRole('button', { name: '找到了' }).click()
  await expect(page.locator('.closing-missing')).not.toContainText('还没有人见到')
  await expect.poll(where).toBe('home')
})

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

test('a forced door is owed for until somebody paid', async ({ enter }) => {
  const page = await enter('operator')
  const elder = await answered(page)
  await page.keyboard.press('Alt+m')
  await page.getByLabel('在场第一人').fill('民警样例')
  await page.getByLabel('在场第二人').fill('村委样例')
  await page.getByLabel('坏了什么').fill('院门锁撬坏')
  await page.getByLabel('修理费（元）').fill('180')
  await page.keyboard.press('Enter')
  await expect(page.locator('.scene-card')).toContainText('院门锁撬坏')
  await page.getByRole('button', { name: '开修门工单' }).click()
  await expect(page.locator('.scene-card')).toContainText('已开修门工单')
  await page.goto('/damages')
  const owed = page.locator('.sheet', { hasText: elder.name })
  await expect(owed).toContainText('180 元')
  await accessible(page)
  await owed.getByLabel('谁付的').fill('镇政府')
  await owed.getByRole('button', { name: '记付款' }).click()
  await expect(owed).toHaveCount(0)
})

test('away from home the host comes first, with the area code of the place', async ({ enter }) => {
  const elder = await elderAtHome()
  await api('operator', 'POST', `/elders/${elder.id}/whereabouts`, { state: 'staying', place: '女儿家（样例）', phone: '19900008899', area_code: '0551' })
  const page = await enter('operator')
  await answered(page, 'sos', elder)
  await expect(page.locator('.scene-away')).toContainText('19900008899')
  await expect(page.locator('.scene-away')).toContainText('0551-120')
  await expect(page.locator('.responder').first()).toContainText('女儿家')
  await expect(page.locator('.file-where')).toContainText('女儿家（样例）')
  await page.keyboard.press('4')
  await expect(page.locator('.act-number')).toContainText(['120', '0551-120'])

  // The paper for 120 says first where the elder is, and marks the home as what it is.
  await page.evaluate(() => { window.print = () => document.body.setAttribute('data-printed', 'yes') })
  await page.getByRole('link', { name: '打印交接单' }).click()
  await expect(page.locator('body')).toHaveAttribute('data-printed', 'yes')
  await expect(page.locator('.plain-table tr').first()).toContainText(/人在哪里.*走亲暂住 女儿家（样例）.*起.*登记/)
  await expect(page.locator('.plain-table tr').nth(1)).toContainText('家庭住址（人不一定在家）') // its button was pressed
  await accessible(page)
})

test('120\'s words stand at the script of a fall, with who approved them', async ({ enter }) => {
  const page = await enter('operator')
  await answered(page, 'fall')
  await page.locator('.scene-aid summary').click()
  await expect(page.locator('.scene-aid')).toContainText('120急救中心')
  await expect(page.locator('.scene-aid')).toContainText('审定')
})
