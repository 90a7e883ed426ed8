import { accessible, expect, test } from './world'

test('the bureau sees which homes are protected, a month of one of them, and takes a table along', async ({ enter }) => {
  const page = await enter('leader')
  await page.locator('.rail-link[href="/protection"]').click()
  await expect(page.locator('.protection-head b').first()).toContainText(/\d+\/\d+/)
  await accessible(page)
  await page.getByRole('tab', { name: '月度' }).click()
  await expect(page.locator('.protection-total')).toContainText('合计')
  await expect(page.locator('.protection-total')).toContainText(/\d+\/\d+/)
  await accessible(page)
  const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出各村' }).click()])
  expect(table.suggestedFilename()).toMatch(/^\d{4}-\d{2}-villages\.csv$/)
  const home = page.locator('.panel .link-button').first()
  if (await home.count()) {
    await home.click()
    await expect(page.locator('.month-strip li').first()).toBeVisible()
    await accessible(page)
    await page.keyboard.press('Escape')
  }
  await page.getByRole('tab', { name: '试呼记录' }).click()
  await expect(page.getByText('每一次按键')).toBeVisible()
  await accessible(page)
})
