import { accessible, api, elderAtHome, expect, press, test } from './world'

interface Order { id: string; state: string; worker_id: string; accept_by: string | null }
interface Incident { id: string; elder_id: string; orders: Order[]; timeline: { what: string; note?: string }[] }

/** Whether the sample gateway plays somebody who presses 1: four in five do (FNV-1a of the call's key). */
function pressesOne(key: string): boolean {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % 5 !== 0
}

test('a worker with a plain phone is asked by a call, and the desk sees the yes', async ({ enter }) => {
  test.setTimeout(120_000)
  const staff = await api<{ items: { id: string; role: string; region_id: string; center_id?: string; phone?: string; skills?: string[] }[] }>('admin', 'GET', '/staff')
  const who = staff.items.find((s) => s.id === 'worker02')
  const village = (await api<{ items: { id: string; kind: string }[] }>('admin', 'GET', '/regions')).items.find((r) => r.kind === 'village' && r.id.startsWith(who?.region_id ?? '-'))

  const admin = await enter('admin')
  await admin.goto('/staff')
  await admin.locator('tr', { hasText: 'worker02' }).getByRole('button', { name: '资质' }).click()
  await admin.getByRole('combobox', { name: '手机' }).click()
  await admin.locator('.ant-select-item-option', { hasText: '老人机' }).click()
  await admin.locator('.ant-drawer').getByRole('button', { name: '保存' }).click()
  await expect(admin.locator('.ant-drawer')).toHaveCount(0)

  const page = await enter('supervisor')
  for (let said = false, times = 0; !said && times < 6; times++) {
    const elder = await elderAtHome(village?.id)
    await press(elder)
    const found = async () => (await api<{ items: Incident[] }>('supervisor', 'GET', '/incidents?state=open,answered,dispatched')).items.find((i) => i.elder_id === elder.id)
    await expect.poll(found).toBeTruthy()
    const { id } = (await found()) as Incident
    await api('supervisor', 'POST', `/incidents/${id}/answer`, {})
    await page.goto(`/desk?incident=${id}`)
    await expect(page.locator('.file-head h2')).toHaveText(elder.name)
    const card = page.locator('.responder', { hasText: who?.phone })
    await expect(card).toContainText('老人机')
    await card.click()
    const file = () => api<Incident>('supervisor', 'GET', `/incidents/${id}`)
    // One click makes the order and then sends it: between the two it waits for anybody.
    await expect.poll(async () => (await file()).orders.map((o) => [o.state, o.worker_id])).toEqual([['assigned', 'worker02']])
    const sent = (await file()).orders[0] as Order
    await expect(page.locator('.side-order')).toContainText('待接单') // nobody says that somebody comes before they say so
    said = pressesOne(`offer/${sent.id}/${Date.parse(sent.accept_by ?? '')}/worker02`)
    if (!said) {
      await expect(page.locator('.timeline')).toContainText('电话没有人接', { timeout: 20_000 }) // and the next one is asked
      continue
    }
    await expect(page.locator('.side-order')).toContainText('已接单', { timeout: 20_000 })
    await expect(page.locator('.timeline')).toContainText('电话里按 1')
    expect((await file()).orders.map((o) => [o.state, o.worker_id])).toEqual([['accepted', 'worker02']])
    await accessible(page)
    await page.screenshot(process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/plain-phone.png` } : undefined)
  }
  await api('admin', 'PATCH', '/staff/worker02', { phone_kind: 'smart' })
})
