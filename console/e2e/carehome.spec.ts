import type { Page } from '@playwright/test'
import { accessible, api, expect, test } from './world'

interface Resident { elder_id: string; elder_name: string; away?: string }

const phone = { viewport: { width: 390, height: 844 } }

/** What is due in a few minutes, whatever the time of day is, for somebody with no other list at that instant. */
async function list(lines: { name: string; double_check?: boolean }[]): Promise<{ who: Resident; clock: string }> {
  const { residents, items } = await api<{ residents: Resident[]; items: { elder_id: string }[] }>('nurse', 'GET', '/centers/house-01/medicines')
  const who = residents.find((r) => !r.away && !items.some((m) => m.elder_id === r.elder_id))
  if (!who) throw new Error('everybody has a list')
  const due = new Date(Math.ceil((Date.now() + 30_000) / 60_000) * 60_000 + 8 * 3_600_000) // Shanghai
  const clock = due.toISOString().slice(11, 16)
  await api('nurse', 'POST', '/centers/house-01/medicines', {
    elder_id: who.elder_id, list_date: '2026-11-01', prescriber: '样例县医院', page: '1',
    lines: lines.map((l) => ({ ...l, dose: '每次 1 片，照单', times: [clock], from: '2026-01-01', each: 1, unit: '片', stock: 3 })),
  })
  return { who, clock }
}

const card = (page: Page, name: string) => page.locator('.dose-card', { hasText: name })

test('a nurse gives and refuses, a second person checks, and the manager sees it by name', async ({ enter }) => {
  const { who, clock } = await list([{ name: '样例片甲' }, { name: '样例片乙' }, { name: '样例针丙', double_check: true }])
  const page = await enter('nurse', phone)
  await expect(page).toHaveURL(/\/medicine$/)
  await page.locator('.round-slot', { hasText: clock }).click()
  const mine = card(page, who.elder_name)
  const line = (name: string) => mine.locator('.dose-line', { hasText: name })
  await accessible(page)

  await line('样例片甲').getByRole('button', { name: '已给' }).click()
  await expect(line('样例片甲')).toHaveAttribute('data-state', 'given')
  await line('样例片甲').getByRole('button', { name: '撤销' }).click()
  await expect(line('样例片甲')).toHaveAttribute('data-state', 'open')
  await line('样例片甲').getByRole('button', { name: '已给' }).click()
  await line('样例片乙').getByRole('button', { name: '拒服' }).click()
  await line('样例片乙').getByRole('button', { name: '恶心呕吐' }).click()
  await expect(line('样例片乙')).toContainText('恶心呕吐')
  await line('样例针丙').getByRole('button', { name: '已给' }).click()
  await expect(line('样例针丙')).toContainText('请另一人登录核对')

  const other = await enter('nurse2', phone)
  await other.locator('.round-slot', { hasText: clock }).click()
  const second = card(other, who.elder_name).locator('.dose-line', { hasText: '样例针丙' })
  await second.getByRole('button', { name: '核对无误，已给' }).click()
  await expect(second).toHaveAttribute('data-state', 'given')

  const manager = await enter('manager')
  const panel = manager.locator('.panel', { hasText: '今日用药' })
  await expect(panel).toContainText(`拒服 ${who.elder_name}`)
  await expect(panel).toContainText('样例片乙')
  await expect(panel).toContainText('快用完')
  await expect(manager.locator('.panel', { hasText: '明日餐食' })).toContainText('在院')
  await accessible(manager)
  await manager.goto('/medicine/lists')
  const paper = manager.locator('.lists-person', { hasText: who.elder_name }).locator('.lists-row', { hasText: '样例片甲' })
  await expect(paper).toContainText('药单 2026-11-01 · 样例县医院 · 第 1 页')
  await paper.getByRole('button').click()
  await expect(manager.locator('.ant-drawer')).toContainText('已用 1 → 2')
  await accessible(manager)
})

test('without signal what was given is kept on the phone and says so; what takes two waits for a signal', async ({ enter }) => {
  const { who, clock } = await list([{ name: '样例片戊' }, { name: '样例片己' }, { name: '样例针庚', double_check: true }])
  const page = await enter('nurse', phone)
  await page.locator('.round-slot', { hasText: clock }).click()
  const line = (name: string) => card(page, who.elder_name).locator('.dose-line', { hasText: name })
  await expect(page.locator('.field-state')).toContainText('都已上传')
  await page.context().setOffline(true)
  await line('样例片戊').getByRole('button', { name: '已给' }).click()
  await expect(line('样例片戊')).toHaveAttribute('data-state', 'given')
  await expect(line('样例片戊')).toContainText('未上传')
  await line('样例片己').getByRole('button', { name: '已给' }).click()
  await line('样例片己').getByRole('button', { name: '撤销' }).click()
  await line('样例片己').getByRole('button', { name: '拒服' }).click()
  await line('样例片己').getByRole('button', { name: '睡着了' }).click()
  await line('样例针庚').getByRole('button', { name: '已给' }).click()
  await expect(card(page, who.elder_name)).toContainText('双人核对要有信号')
  await expect(line('样例针庚')).toHaveAttribute('data-state', 'open')
  await expect(page.locator('.field-state')).toContainText('未上传 4')
  await page.screenshot(process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/doses-unsent.png`, fullPage: true } : undefined)
  const round = async () => (await api<{ items: { name: string; elder_id: string; state: string; by?: string; reason?: string }[] }>('nurse', 'GET', '/centers/house-01/medicine-round'))
    .items.filter((d) => d.elder_id === who.elder_id).map((d) => [d.name, d.state, d.by, d.reason])
  expect((await round()).map(([, state]) => state)).toEqual(['open', 'open', 'open'])

  await page.context().setOffline(false)
  await expect(page.locator('.field-state')).toContainText('都已上传', { timeout: 15_000 })
  expect((await round()).sort()).toEqual([['样例片己', 'refused', 'nurse', '睡着了'], ['样例片戊', 'given', 'nurse', undefined], ['样例针庚', 'open', undefined, undefined]].sort())
  await expect(line('样例片戊')).not.toContainText('未上传')
  await accessible(page)
})

test('what is needed is given with a reason, and not again within the gap of the paper', async ({ enter }) => {
  const { residents, items } = await api<{ residents: Resident[]; items: { elder_id: string }[] }>('nurse', 'GET', '/centers/house-01/medicines')
  const who = residents.find((r) => !r.away && !items.some((m) => m.elder_id === r.elder_id))
  if (!who) throw new Error('everybody has a list')
  await api('nurse', 'POST', '/centers/house-01/medicines', {
    elder_id: who.elder_id, list_date: '2026-11-01', prescriber: '样例县医院',
    lines: [{ name: '样例止痛片', dose: '疼痛时一次 1 片', times: [], as_needed: true, gap_minutes: 240, day_most: 3, from: '2026-01-01', each: 1, unit: '片', stock: 5 }],
  })
  const page = await enter('nurse', phone)
  await page.locator('.round-slot', { hasText: '必要时' }).click()
  const line = card(page, who.elder_name).locator('.dose-line', { hasText: '样例止痛片' }).first()
  await expect(line).toContainText('至少隔 4 小时，24 小时不超过 3 次')
  await line.getByRole('button', { name: '需要，给药' }).click()
  await accessible(page)
  await line.getByRole('button', { name: '疼痛' }).click()
  await expect(line).toContainText('以后才能再给')
  await expect(line.getByRole('button', { name: '需要，给药' })).toHaveCount(0)
  await expect(page.locator('.dose-line[data-state=given]', { hasText: '样例止痛片' })).toContainText('疼痛')
  await accessible(page)
  await page.screenshot({ path: 'test-results/needed.png', fullPage: true })
})

test('nothing is given to somebody in hospital, and the list says so', async ({ enter }) => {
  const { who, clock } = await list([{ name: '样例片丁' }])
  const beds = await api<{ beds: { elder_id: string | null; stay_id?: string }[] }>('manager', 'GET', '/centers/house-01/occupancy')
  const stay = beds.beds.find((b) => b.elder_id === who.elder_id)?.stay_id
  await api('manager', 'POST', `/stays/${stay}/leave`, { hospital: true })
  const page = await enter('nurse', phone)
  await page.locator('.round-slot', { hasText: clock }).click()
  await expect(card(page, who.elder_name)).toContainText('住院中，不给药')
  await expect(card(page, who.elder_name).getByRole('button', { name: '已给' })).toHaveCount(0)
  await api('manager', 'POST', `/stays/${stay}/undo`)
})

test('the cook keeps samples, and a supper without any is flagged', async ({ enter }) => {
  const page = await enter('cook', phone)
  await page.goto('/medicine/samples')
  await page.getByLabel('菜名').fill('样例炖菜')
  await page.getByRole('button', { name: '登 记' }).or(page.getByRole('button', { name: '登记', exact: true })).click()
  await expect(page.locator('.kept-dish', { hasText: '样例炖菜' })).toContainText('125 g')
  await accessible(page)
  const manager = await enter('manager')
  await expect(manager.locator('.panel', { hasText: '明日餐食' })).toContainText('昨天晚餐没有留样')
  await manager.goto('/orders/kitchen')
  await expect(manager.getByText('留样').first()).toBeVisible()
  await manager.goto('/medicine/samples')
  await manager.getByText('按月').click()
  await expect(manager.locator('.kept-month')).toContainText('样例炖菜')
  await accessible(manager)
})
