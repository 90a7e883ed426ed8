import { accessible, api, elderAtHome, expect, test } from './world'

// A microphone that hums, and nobody to ask about it.
test.use({
  launchOptions: {
    executablePath: process.env.YIAN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  },
})

test('a supervisor records a sentence in the dialect of a village, hears it and takes it back', async ({ enter }) => {
  const elder = await elderAtHome()
  const regions = (await api<{ items: { id: string; name: string; parent_id?: string }[] }>('admin', 'GET', '/regions')).items
  const village = regions.find((r) => r.id === elder.region_id)
  const township = regions.find((r) => r.id === village?.parent_id)
  const page = await enter('supervisor')
  await page.context().grantPermissions(['microphone'])
  await page.goto('/system')
  await page.getByRole('link', { name: '老人听到的话' }).click()
  await expect(page.locator('.sentence-line')).toHaveCount(12)
  await expect(page.locator('[data-saying=dispatched_minutes]')).toContainText('已叫老刘过来，约8分钟')

  // The words of the village.
  await page.getByRole('combobox', { name: '哪里的老人听到' }).fill(`${township?.name} ${village?.name}`)
  await page.locator('.ant-select-item-option').first().click()
  const line = page.locator('[data-saying=received]')
  await line.getByRole('button', { name: '改说法' }).click()
  await line.getByRole('textbox').fill('俺听见啦，别急')
  await line.getByRole('button', { name: '保存' }).click()
  await expect(line).toContainText('俺听见啦，别急')
  await expect(line).toContainText('本地的说法')

  // The dialect.
  await line.getByRole('button', { name: '录音' }).click()
  await expect(line.getByRole('button', { name: '停止' })).toContainText('18') // two seconds are on it
  await line.getByRole('button', { name: '停止' }).click()
  await expect(line).toContainText(/录 · [12]/)
  const played = await line.locator('audio').evaluate(async (audio: HTMLAudioElement) => {
    const over = new Promise((done) => audio.addEventListener('ended', done, { once: true }))
    await audio.play()
    await over
    return audio.duration
  })
  expect(played).toBeGreaterThan(1)
  await accessible(page)
  await page.screenshot(process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/sentences.png`, fullPage: true } : undefined)

  // The words change once more: the old recording is not heard any more.
  await line.getByRole('button', { name: '改说法' }).click()
  await line.getByRole('textbox').fill('听见啦，俺在')
  await line.getByRole('button', { name: '保存' }).click()
  await expect(line).toContainText('请重录')
  await expect(line.locator('audio')).toHaveCount(0)
  await line.getByRole('button', { name: '删录音' }).click()
  await expect(line).not.toContainText('请重录')
  await line.getByRole('button', { name: '用回上一级' }).click()
  await expect(line).toContainText('收到了，别着急')
})

test('an elder who does not hear is noted, and the file says so first', async ({ enter }) => {
  const elder = await elderAtHome()
  const page = await enter('operator')
  await page.goto(`/elders/${elder.id}`)
  await page.getByRole('combobox', { name: '听力' }).click()
  await page.locator('.ant-select-item-option', { hasText: '听不见' }).click()
  await expect(page.getByText('回执同时闪灯、振动')).toBeVisible()
  await page.getByRole('textbox', { name: '方言' }).fill('阜阳话')
  await page.getByRole('textbox', { name: '方言' }).blur()
  await expect(page.locator('.chip', { hasText: '说阜阳话' })).toBeVisible()
  await accessible(page)
  await page.screenshot(process.env.YIAN_SHOT ? { path: `${process.env.YIAN_SHOT}/senses.png`, fullPage: true } : undefined)
  expect((await api<{ senses: unknown }>('admin', 'GET', `/elders/${elder.id}`)).senses).toEqual({ hearing: 'deaf', dialect: '阜阳话' })
})

test('an auditor reads what elders hear and changes nothing', async ({ enter }) => {
  const page = await enter('auditor')
  await page.goto('/system/sentences')
  await expect(page.locator('.sentence-line')).toHaveCount(12)
  await expect(page.getByRole('button', { name: '改说法' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: '录音' })).toHaveCount(0)
})
