// A watch, its fence and whoever walks out of it, as the screens show them.
import { connect } from 'node:net'
import { accessible, api, elderAtHome, expect, test } from './world'

/** A watch that is connected: says frames as these watches do. */
function wear(number: string) {
  const at = new URL((process.env.YIAN_E2E_WATCH ?? '').replace(/^tcp:/, 'http:'))
  const socket = connect(Number(at.port), at.hostname)
  const say = (content: string) => socket.write(`[3G*${number}*${content.length.toString(16).toUpperCase().padStart(4, '0')}*${content}]`)
  return { say, leave: () => socket.destroy() }
}

/** A report at a place some seconds ago. */
function report(lat: number, lon: number, ago: number): string {
  const [date = '', time = ''] = new Date(Date.now() - ago * 1000).toISOString().split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  return `UD_LTE,${day}${month}${year.slice(2)},${time.slice(0, 8).replaceAll(':', '')},A,${lat.toFixed(6)},N,${lon.toFixed(6)},E,0.00,0.0,0.0,9,80,60,100,0,00000000,0,0,0,12.0`
}

test('a fence is drawn, and who walks out of it is missed with the place', async ({ enter }) => {
  const elder = await elderAtHome()
  await api('admin', 'PATCH', `/households/${elder.household_id}`, { lat: 33.35, lon: 116.85 })
  const number = `77${Date.now().toString().slice(-8)}`
  await api('admin', 'POST', '/devices', { id: `gps-${number}`, kind: 'gps_watch', address: number, elder_id: elder.id, household_id: elder.household_id, power: 'battery' })
  const watch = wear(number)
  watch.say(report(33.3501, 116.8501, 120))

  const page = await enter('operator')
  await page.goto(`/elders/${elder.id}`)
  const panel = page.locator('.panel', { has: page.getByRole('heading', { name: '电子围栏' }) })
  await expect(panel).toContainText('没有设置围栏')
  await panel.getByRole('button', { name: '加一个围栏' }).click()
  await panel.getByLabel('名称').fill('家和村部')
  await panel.getByRole('button', { name: '用家的位置' }).click()
  await expect(panel.getByLabel('纬度')).toHaveValue(/^33\.350*$/)
  await accessible(page)
  await panel.getByRole('button', { name: '保存' }).click()
  await expect(panel).toContainText('半径 300 米 · 全天')

  await expect(async () => {
    await panel.getByRole('button', { name: /看最近位置|再看一次/ }).click()
    await expect(panel).toContainText('在“家和村部”里', { timeout: 2_000 })
  }).toPass({ timeout: 30_000 })

  // Out of it, twice: the desk rings, and the file says where.
  watch.say(report(33.3551, 116.85, 30))
  watch.say(report(33.3561, 116.85, 1))
  const lost = async () => (await api<{ items: { id: string; kind: string; elder_id: string }[] }>('operator', 'GET', '/incidents?state=open')).items.filter((i) => i.elder_id === elder.id)
  await expect.poll(async () => (await lost()).map((i) => i.kind), { timeout: 30_000 }).toEqual(['lost'])
  const id = (await lost())[0]?.id ?? ''
  await expect(async () => {
    await panel.getByRole('button', { name: '再看一次' }).click()
    await expect(panel).toContainText('在“家和村部”外', { timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
  await accessible(page)
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/fence.png` : undefined, fullPage: true })

  await api('operator', 'POST', `/incidents/${id}/answer`, {})
  await page.goto(`/desk?incident=${id}`)
  const place = page.getByRole('region', { name: '最近位置' })
  await expect(place).toContainText('在家的北面约', { timeout: 20_000 })
  await expect(place).toContainText('在“家和村部”外')
  await accessible(page)
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/lost.png` : undefined })
  await api('operator', 'POST', `/incidents/${id}/help`, { what: 'contact' }) // somebody goes, however the file says to reach her
  await api('operator', 'POST', `/incidents/${id}/contact`, { how: 'seen', who: '样例邻居' })
  await api('operator', 'POST', `/incidents/${id}/close`, { outcome: 'emergency_lost' })
  watch.leave()
})
