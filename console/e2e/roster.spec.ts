import { accessible, api, expect, test } from './world'

const shot = (name: string) => (process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/${name}.png` } : undefined)

const TOWNSHIP = '990101107'

test('the roster of a week is entered by keyboard, and a leave leaves a hole', async ({ enter }) => {
  const page = await enter('supervisor')
  await page.locator('.rail-link', { hasText: '值班' }).first().click()
  await expect(page.locator('.roster-duty').first()).toBeVisible()
  await page.screenshot(shot('roster'))
  await accessible(page)
  await page.goto(`/roster?region="${TOWNSHIP}"`)
  const duties = page.locator('.roster-duty')
  await expect(duties).toHaveCount(7)
  // A week ahead, so that nothing is over whatever day it is.
  await page.getByRole('button', { name: '下一周' }).click()
  await expect(page.locator('.roster-duty')).toHaveCount(7)
  const name = `张样例${Date.now() % 1000}`
  await page.locator('[data-at="0/0"]').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('[data-at="0/2"]')).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByLabel('姓名').fill(name)
  await page.getByLabel('电话').fill('19900007777')
  await page.getByText('只这一天').click()
  await page.screenshot(shot('roster-form'))
  await accessible(page)
  await page.keyboard.press('Enter')
  const entered = page.locator('.roster-duty', { hasText: name })
  await expect(entered).toBeVisible()
  await entered.click()
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(entered).toHaveCount(0)
  // Leave on one day of a weekly line: nobody is there, and everybody sees it.
  await duties.nth(3).click()
  await page.getByRole('button', { name: '请假' }).click()
  await expect(page.locator('.roster-hole').first()).toBeVisible()
  await expect(duties).toHaveCount(6)
  // The week before, copied, fills it.
  await page.getByRole('button', { name: '照抄上周' }).click()
  await expect(duties).toHaveCount(7)
  await expect(page.locator('.roster-hole')).toHaveCount(0)
})

test('the chain says who would be rung, and a call proves a number', async ({ enter }) => {
  const page = await enter('supervisor')
  await page.goto('/roster/chain')
  await expect(page.locator('.roster-chain tbody tr').first()).toBeVisible()
  await expect(page.locator('.roster-chain th[scope=rowgroup]')).toHaveCount(17)
  await page.screenshot(shot('chain'))
  await accessible(page)
  await page.getByText('只看有问题的').click()
  const row = page.locator('.roster-chain tbody tr').filter({ hasText: '值班长老吴' }).first()
  await expect(row).toContainText('从未核实')
  await row.getByRole('button', { name: '试拨' }).click()
  await expect(row.getByRole('button', { name: '正在试拨…' })).toBeVisible()
  await row.getByRole('button', { name: '已打通' }).click()
  await expect(page.locator('.roster-chain tbody tr').filter({ hasText: '值班长老吴' })).toHaveCount(0)
  // Nobody outside the chain is rung.
  await expect(api('supervisor', 'POST', '/roster/verify', { number: '13912345678' })).rejects.toThrow(/number.not_in_chain/)
  await expect(api('operator', 'POST', '/roster/verify', { number: '19900000001' })).rejects.toThrow(/403/)
})

test('whoever sits alone at night answers a bar with any key', async ({ enter }) => {
  const page = await enter('operator')
  let asked = true
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
  const with_ = (body: Record<string, unknown>) => ({ ...body, ...(asked ? { wake: { at: at(-5), until: at(55), absent: false } } : {}) })
  await page.route('**/api/v1/desk', async (route) => route.fulfill({ json: with_(await (await route.fetch()).json() as Record<string, unknown>) }))
  const keys: string[] = []
  await page.route('**/api/v1/desk/awake', async (route) => {
    asked = false
    keys.push(route.request().method())
    await route.fulfill({ response: await route.fetch() })
  })
  await page.goto('/desk')
  const bar = page.getByTestId('wake')
  await expect(bar).toContainText('按任意键')
  await page.screenshot(shot('wake'))
  await accessible(page)
  await page.keyboard.press('a')
  await expect(bar).toHaveCount(0)
  expect(keys).toEqual(['POST'])
})
