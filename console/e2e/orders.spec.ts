import { accessible, elderAtHome, expect, test } from './world'

test('an order is made, assigned and carried through on the word of a worker', async ({ enter }) => {
  const elder = await elderAtHome()
  const page = await enter('operator')
  await page.getByRole('navigation').getByRole('link', { name: '工单', exact: true }).click()
  // The styles of the sign-in page are still there: they must not reach these.
  expect((await page.locator('.page-door').first().boundingBox())?.height).toBeLessThan(48)
  await page.getByRole('button', { name: '新建工单' }).click()
  await page.getByLabel('老人').fill(elder.name)
  await page.locator('.ant-select-item-option', { hasText: elder.name }).click()
  await page.getByLabel('备注').fill('少盐')
  await page.getByRole('button', { name: '保存' }).click()

  const panel = page.locator('.panel').first()
  await expect(panel).toContainText('待派单')
  await expect(panel).toContainText('少盐')
  await accessible(page)

  await panel.getByLabel('服务人员').click()
  await page.locator('.ant-select-item-option').first().click()
  await panel.getByRole('button', { name: '派单' }).click()
  for (const [button, state] of [['代接单', '已接单'], ['代出发', '已出发'], ['代上门', '已上门'], ['代完成', '已完成']] as const) {
    await panel.getByRole('button', { name: button }).click()
    await expect(panel.locator('header')).toContainText(state)
  }
  await expect(panel.locator('.history')).toContainText('完成')
})
