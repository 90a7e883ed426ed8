import { accessible, expect, test } from './world'

test('a supervisor tests a channel with a number that is typed, and sees that it worked', async ({ enter }) => {
  const page = await enter('supervisor')
  await page.goto('/system')
  const row = page.locator('.channels tr', { hasText: '县级网关' })
  await row.getByRole('button', { name: '试一试' }).click()
  await row.getByLabel('电话号码').fill('19900009997')
  await accessible(page)
  await row.getByRole('button', { name: '发出' }).click()
  await expect(row).toContainText('最近一次成功', { timeout: 20_000 })
  await expect(row).toContainText(/\d+\/\d+/)
  await expect(page.locator('.channels tr', { hasText: '钉钉群' })).toContainText('未配置')
  await page.screenshot(process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/channels.png` } : undefined)
})
