import { accessible, api, elderAtHome, expect, publish, test } from './world'

test.setTimeout(90_000)

test('an admin tries a pasted message, saves the source, and the press arrives', async ({ enter }) => {
  const elder = await elderAtHome()
  const gw = `old-${Date.now().toString(36)}`
  await api('admin', 'POST', '/devices', { id: gw, kind: 'zigbee2mqtt', household_id: elder.household_id })
  const { password } = await api<{ password: string }>('admin', 'POST', `/devices/${gw}/credential`)
  await api('admin', 'POST', '/devices', { id: `${gw}-cord`, kind: 'pull_cord', gateway_id: gw, address: '卫生间 拉绳', household_id: elder.household_id, elder_id: elder.id })

  const page = await enter('admin')
  await page.goto('/devices')
  await page.getByRole('tab', { name: '接入源' }).click()
  await page.getByRole('button', { name: '新建接入源' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('名称').fill('东街旧网关')
  await form.getByLabel('编号').fill(gw)
  await form.getByLabel('格式').fill('zigbee2mqtt')
  await form.getByLabel('格式').press('Enter')
  await form.getByLabel('主题过滤器').fill(`${gw}-broker/+/#`)
  await form.getByLabel('去掉几级').fill('2')
  await form.getByRole('radio', { name: '看主题' }).check()
  await form.getByLabel('第几级').fill('2')

  // A cord that nobody knows is raised all the same; one that is registered is hers.
  const trial = form.getByRole('region', { name: '先试一试' })
  const run = async (topic: string, payload: object) => {
    await trial.getByLabel('主题').fill(topic)
    await trial.getByLabel('内容').fill(JSON.stringify(payload))
    await trial.getByRole('button', { name: '试一试' }).click()
  }
  await run(`elsewhere/${gw}/x`, {})
  await expect(trial).toContainText('不在过滤器范围内')
  await run(`${gw}-broker/${gw}/没登记`, { action: 'emergency' })
  await expect(trial).toContainText('按网关的地点处理')
  await run(`${gw}-broker/${gw}/卫生间 拉绳`, { action: 'emergency', battery: 96, temperature: 900 })
  await expect(trial).toContainText('会产生呼叫')
  await expect(trial).toContainText(`${gw}-cord`)
  await expect(trial).toContainText('96 %')
  await expect(trial.getByText('超出合理范围').first()).toBeVisible()
  await accessible(page)
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/source.png` : undefined, fullPage: true })
  const calls = async () => (await api<{ items: { device_id: string; calls: number }[] }>('operator', 'GET', '/incidents?state=open&limit=500')).items.filter((i) => i.device_id.startsWith(gw))
  expect(await calls()).toHaveLength(0)

  await form.getByRole('button', { name: '保存' }).click()
  const row = page.getByRole('row', { name: /东街旧网关/ })
  await expect(row).toContainText('主题第 2 级')
  await accessible(page)
  await page.screenshot({ path: process.env.YIAN_SHOT ? `${process.env.YIAN_SHOT}/sources.png` : undefined, fullPage: true })

  const say = (n: number) => publish(gw, password, `${gw}-broker/${gw}/卫生间 拉绳`, JSON.stringify({ action: 'emergency', battery: n }))
  await expect(async () => say(1)).toPass({ timeout: 15_000 })
  await expect.poll(async () => (await calls())[0]?.calls, { timeout: 15_000 }).toBe(1)

  // Switched off, the broker lets nobody in there any more.
  await row.getByRole('switch').click()
  await expect(row.getByRole('switch')).not.toBeChecked()
  await expect(say(2)).rejects.toThrow()
  expect((await calls())[0]?.calls).toBe(1)
})
