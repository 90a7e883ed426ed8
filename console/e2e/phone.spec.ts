import { createHmac } from 'node:crypto'
import { accessible, api, elderAtHome, expect, test } from './world'

/** The telephone system telling of a call, signed as the demo's gateway signs. */
async function tell(id: string, state: string, from: string, more: Record<string, string> = {}) {
  const body = JSON.stringify({ id, state, from, to: '7012349', at: new Date().toISOString(), ...more })
  const t = Math.floor(Date.now() / 1000)
  const v1 = createHmac('sha256', 'demo-gateway').update(`${t}.${body}`).digest('hex')
  const response = await fetch(`${process.env.YIAN_E2E_URL}/api/v1/gateway/calls`, { method: 'POST', headers: { 'Yian-Signature': `t=${t},v1=${v1}` }, body })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
}

const any = () => `199${Math.floor(10_000_000 + Math.random() * 89_999_999)}`

test('who calls is on the desk, one key opens it, one makes an incident of it, and questions keep their answers', async ({ enter }) => {
  const page = await enter('operator')
  const elder = await elderAtHome()
  const number = any()
  await api('admin', 'PATCH', `/elders/${elder.id}`, { phone: number })
  const id = `e2e-${number}`
  await expect(page.locator('.counts')).toBeVisible()
  await tell(id, 'ringing', number)
  await expect(page.locator('.live-call')).toContainText(elder.name)
  await accessible(page)

  await page.keyboard.press('Alt+r')
  await tell(id, 'answered', number)
  await expect(page.locator('.call-who')).toContainText('本人的电话')
  await expect(page.locator('.call-head')).toContainText('通话中')
  await page.keyboard.press('Alt+n')
  await page.keyboard.type('说胸口闷')
  await page.keyboard.press('Enter')
  await expect(page.locator('.call-note')).toContainText('说胸口闷')
  await page.keyboard.press('Escape')
  await accessible(page)

  await tell(id, 'ended', number)
  await page.keyboard.press('Alt+x')
  await expect(page.locator('.file-head h2')).toHaveText(elder.name)
  await expect(page.locator('.file')).toContainText('来电')
  await expect(page.locator('.questions')).toContainText('现在有危险吗')
  await page.keyboard.press('Alt+s')
  await expect(page.locator('.said')).toContainText('是')
  await expect(page.locator('.timeline')).toContainText('问答')

  // The sheet for 120: two clicks from here.
  await page.evaluate(() => { window.print = () => document.body.setAttribute('data-printed', 'yes') })
  await page.keyboard.press('4')
  await page.getByRole('link', { name: '打印交接单' }).click()
  await expect(page.locator('body')).toHaveAttribute('data-printed', 'yes')
  await expect(page.locator('.print-sheet')).toContainText('青霉素过敏')
  await page.getByLabel('送往医院').fill('样例县医院')
  await page.getByLabel('谁陪同').click()
  await expect.poll(async () => (await api<{ ambulance?: { hospital?: string } }>('admin', 'GET', `/incidents/${new URL(page.url()).searchParams.get('incident')}`)).ambulance?.hospital).toBe('样例县医院')
  await accessible(page)
})

test('an unknown caller is found by pinyin, and the number remembers', async ({ enter }) => {
  const page = await enter('operator')
  const elder = await elderAtHome()
  await api('admin', 'PATCH', `/elders/${elder.id}`, { name: '欧阳翠屏（样例）' })
  const number = any()
  const seat = `${number.slice(-3)}号席`
  await page.getByLabel('席位').fill(seat)
  await page.keyboard.press('F4')
  await expect(page.getByText('结束值班')).toBeVisible()
  await tell(`e2e-${number}`, 'answered', number, { seat })
  await expect(page.locator('.live-call')).toContainText('不认识的号码')
  await page.keyboard.press('Alt+r')
  await page.getByLabel('姓名、拼音首字母、地址').fill('oycp')
  await page.locator('.ant-select-item-option', { hasText: '欧阳翠屏' }).first().click()
  await expect(page.locator('.call-person b')).toHaveText('欧阳翠屏（样例）')
  await tell(`e2e-${number}`, 'ended', number)
  await tell(`e2e-${number}-2`, 'ringing', number)
  await expect(page.locator('.live-call')).toContainText('欧阳翠屏')
  await tell(`e2e-${number}-2`, 'answered', number, { seat: 'elsewhere' })
})

test('a missed call is called back with one click, and leaves the list', async ({ enter }) => {
  const page = await enter('operator')
  const number = any()
  await tell(`e2e-${number}`, 'missed', number)
  await expect(page.locator('.counts')).toBeVisible() // keys answer when the desk is there
  await page.keyboard.press('Alt+l')
  const row = page.locator('.owed', { hasText: number.slice(7) })
  await expect(row).toContainText('内回拨')
  await accessible(page)
  await row.getByRole('button', { name: '拨打' }).click()
  await expect(row).toContainText('您的话机先响')
  await row.getByRole('button', { name: '接通了' }).click()
  await expect(row).toHaveCount(0)
  await expect(page.locator('.phone-lines')).toContainText('已回拨')
})

test('the desk is handed over, and the emergency book prints by village', async ({ enter }) => {
  const page = await enter('operator')
  await page.getByRole('link', { name: '交接班' }).click()
  await page.getByLabel('要交代的事').fill('三号井今晚停电')
  await page.getByRole('button', { name: '交班', exact: true }).click()
  await expect(page.locator('.panel').first()).toContainText('等人接班')
  await accessible(page)
  const next = await enter('supervisor')
  await next.goto('/shift')
  const first = next.locator('.panel').first()
  await expect(first).toContainText('三号井今晚停电')
  await first.getByRole('button', { name: '接班签收' }).click()
  await expect(first).toContainText('接班')
  await page.getByRole('link', { name: '断网应急册' }).click()
  await page.getByLabel('打印哪里').click()
  await page.locator('.ant-select-item-option').nth(1).click()
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0)
  await expect(page.locator('.book-village').first()).toBeVisible()
  await accessible(page)
})
