import type { Page } from '@playwright/test'
import { accessible, expect, test } from './world'

const HOMES = { operator: '/desk', supervisor: '/desk', manager: '/today', worker: '/field', leader: '/overview', admin: '/overview', auditor: '/overview' }

// axe reads each screen once, whoever comes to it first: it takes seconds, and what a
// role sees beside, or in English, is the same screen with other rows and words.
const read = new Set<string>()
async function readByAxe(page: Page) {
  const screen = `${new URL(page.url()).pathname} ${await page.locator('.ant-tabs-tab-active').evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('data-node-key')).join())}`
  if (read.has(screen)) return
  read.add(screen)
  await accessible(page)
}

for (const language of ['zh', 'en'] as const) {
  for (const [role, home] of Object.entries(HOMES)) {
    test(`${role} opens every screen, in ${language}`, async ({ enter }) => {
      test.setTimeout(300_000) // a dozen screens, each read by axe
      const page = await enter(role, { language, viewport: role === 'worker' ? { width: 390, height: 844 } : undefined })
      await expect(page).toHaveURL(new RegExp(`${home}$`))
      // The menu comes with the shell; the worker has none.
      if (role !== 'worker') await expect(page.locator('.rail-link').first()).toBeVisible()
      const paths = await page.locator('.rail-link').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
      for (const path of paths.length > 0 ? paths : [home]) {
        if (paths.length > 0) await page.locator(`.rail-link[href="${path}"]`).click()
        await expect(page.locator('h1').first()).toBeAttached()
        await page.waitForLoadState('load')
        await expect(page.locator('.ant-spin-spinning')).toHaveCount(0)
        await expect(page.locator('.problem')).toHaveCount(0)
        await readByAxe(page)
        for (const tab of await page.locator('.ant-tabs-tab').all()) {
          await tab.click()
          await expect(page.locator('.ant-spin-spinning')).toHaveCount(0)
          await expect(page.locator('.problem')).toHaveCount(0)
          await readByAxe(page)
        }
      }
    })
  }
}

test('whoever opens the page of others is told kindly whose it is, and nothing is asked', async ({ enter }) => {
  const page = await enter('supervisor')
  const refused: string[] = []
  page.on('response', (answer) => answer.status() === 403 && refused.push(answer.url()))
  const told = [['/statements', '和承接单位结算', '机构负责人、局领导、管理员和审计员'], ['/medicine', '照药单给药', '服务人员'], ['/journal', '查谁做过什么', '管理员和审计员']]
  for (const [path = '', what = '', whose = ''] of told) {
    await page.goto(path)
    await expect(page.locator('.empty')).toContainText(what)
    await expect(page.locator('.empty')).toContainText(whose)
    await expect(page.locator('.problem')).toHaveCount(0)
  }
  await accessible(page)
  await page.screenshot(process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/not-yours.png` } : undefined)
  expect(refused).toEqual([])
  await page.locator('.empty').getByRole('link').click()
  await expect(page).toHaveURL(/\/desk$/)
  const phone = await enter('worker', { viewport: { width: 390, height: 844 } })
  await phone.goto('/elders')
  await expect(phone.locator('.empty')).toContainText('您是服务人员')
})

test('an elder has a record and curves', async ({ enter }) => {
  const page = await enter('operator')
  await page.goto('/elders')
  await page.locator('tbody a').first().click()
  await expect(page.locator('.metric').first()).toBeVisible()
  await expect(page.locator('canvas')).toBeVisible()
  await accessible(page)
})
