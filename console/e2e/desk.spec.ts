import { accessible, api, elderAtHome, expect, press, pressShared, test, type Person } from './world'

test('a press is on the desk within a second, F2 answers, and the whole incident goes by keyboard', async ({ enter }) => {
  const page = await enter('operator')
  await expect(page.locator('.strip')).toContainText('开始值班')
  await page.keyboard.press('F4')
  await expect(page.getByText('结束值班')).toBeVisible()
  const elder = await elderAtHome()

  await press(elder)
  const row = page.locator('.queue-row', { hasText: elder.name })
  await expect(row).toBeVisible({ timeout: 1_500 })
  await expect(page.getByTestId('announcer')).toContainText(elder.name)
  await expect(row.locator('.waited')).toHaveText(/00:0\d/)
  await accessible(page)

  await page.keyboard.press('F2')
  await expect(page.locator('.file-head h2')).toHaveText(elder.name)
  await expect(page.locator('.file')).toContainText('井台西第二家，蓝门')
  await expect(page.locator('.file')).toContainText('青霉素过敏')
  await accessible(page)

  const close = page.locator('.close-button')
  await expect(close).toHaveAttribute('aria-disabled', 'true')
  await expect(page.locator('.closing-missing')).toContainText('还没有人见到或听到老人')

  await page.keyboard.press('1')
  await page.keyboard.press('Enter') // reached by phone
  await expect(page.locator('.timeline')).toContainText('尝试联系')
  await page.keyboard.press('Alt+n')
  await page.keyboard.type('老人说头晕，想喝水')
  await page.keyboard.press('Enter')
  await expect(page.locator('.timeline')).toContainText('老人说头晕，想喝水')
  await page.keyboard.press('Escape')
  await page.keyboard.press('7') // heard in person
  await expect(page.locator('.closing-missing')).not.toContainText('还没有人见到')

  await page.keyboard.press('Alt+j') // leads to what is missing: the outcome
  await page.locator('#desk-outcome').selectOption('help')
  await page.keyboard.press('Alt+j')
  await expect(page.locator('.closing')).toContainText('一般求助')
  await expect(row).toHaveCount(0)
})

test('a new press neither takes the focus nor loses a draft', async ({ enter }) => {
  const page = await enter('operator')
  const first = await elderAtHome()
  await press(first)
  await expect(page.locator('.queue-row', { hasText: first.name })).toBeVisible()
  await page.keyboard.press('F2')
  await expect(page.locator('.file-head h2')).toHaveText(first.name)
  await page.keyboard.press('Alt+n')
  await page.keyboard.type('半句')

  const second = await elderAtHome()
  await press(second, 'fall')
  await expect(page.locator('.queue-row', { hasText: second.name })).toBeVisible()
  await expect(page.locator('#desk-note')).toBeFocused()
  await expect(page.locator('.file-head h2')).toHaveText(first.name)

  await page.reload()
  await expect(page.locator('#desk-note')).toHaveValue('半句')
  await expect(page.locator('.queue-row', { hasText: second.name })).toBeVisible()
  await page.keyboard.press('F2')
  await expect(page.locator('.file-head h2')).toHaveText(second.name)
})

test('the chosen one is answered by key, and the actions stay where they are', async ({ enter }) => {
  const page = await enter('operator')
  const elder = await elderAtHome()
  await press(elder)
  await page.locator('.queue-row', { hasText: elder.name }).click()
  await expect(page.locator('.unanswered')).toContainText('接听')
  await page.keyboard.press('Alt+a')
  await expect(page.locator('.file-head h2')).toHaveText(elder.name)

  const place = async () => (await page.locator('.actions-grid').boundingBox())?.y
  const before = await place()
  await page.keyboard.press('9') // no reply: the second ladder begins
  await expect(page.locator('.status')).toContainText('老人不应')
  expect(await place()).toBe(before)

  // A press after the answer is answered where it is seen.
  await press(elder)
  await expect(page.locator('.rings-again')).toBeVisible()
  expect(await place()).toBe(before)
  await page.keyboard.press('Alt+a')
  await expect(page.locator('.rings-again')).toHaveCount(0)
})

test('the caller of a shared button is named by key', async ({ enter }) => {
  const first = await elderAtHome()
  const second = await api<Person>('admin', 'POST', '/elders', { name: `${first.name}二`, household_id: first.household_id, region_id: first.region_id, birth_date: '1943-01-02' })
  const page = await enter('operator')
  await pressShared(first)
  const row = page.locator('.queue-row', { hasText: '先问是谁' }).last()
  await row.click()
  await page.keyboard.press('Alt+a')
  const names = page.locator('.who-calls button')
  await expect(names.filter({ hasText: second.name })).toBeVisible()
  await accessible(page)
  const name = (await names.first().innerText()).split(' ')[0] ?? ''
  await page.keyboard.press('Alt+u')
  await expect(page.locator('.file-head h2')).toHaveText(name)
})

test('a key right behind the click answers, though the file is not there yet', async ({ enter }) => {
  const page = await enter('operator')
  const elder = await elderAtHome()
  await press(elder)
  const row = page.locator('.queue-row', { hasText: elder.name })
  await expect(row).toBeVisible()
  const answered = page.waitForRequest(/\/incidents\/[^/]+\/answer$/)
  await page.route(/\/api\/v1\/incidents\/[^/?]+$/, async (route) => {
    await answered
    await route.continue()
  })
  await row.click()
  await page.keyboard.press('Alt+a')
  await expect(page.locator('.file-head h2')).toHaveText(elder.name)
})

test('two browsers answer: one wins and the other is told at once who', async ({ enter }) => {
  const [one, two] = [await enter('operator'), await enter('supervisor')]
  const elder = await elderAtHome()
  await press(elder)
  const answer = async (page: typeof one) => {
    await page.locator('.queue-row', { hasText: elder.name }).click()
    await expect(page.locator('.unanswered')).toBeVisible()
  }
  await answer(one)
  await answer(two)
  // Both requests are under way before either is answered; should the event of the
  // first still overtake the second click, the file itself says who took it.
  await Promise.all([one, two].map((page) => page.evaluate(() => document.querySelector<HTMLElement>('.unanswered button')?.click())))
  const told = (page: typeof one) => page.locator('.lost, .taken').first()
  await expect.poll(async () => Number(await told(one).isVisible()) + Number(await told(two).isVisible())).toBe(1)
  const loser = (await told(one).isVisible()) ? one : two
  const { items } = await api<{ items: { elder_name: string; answered_name: string }[] }>('admin', 'GET', '/incidents?state=answered')
  await expect(told(loser)).toContainText(items.find((i) => i.elder_name === elder.name)?.answered_name ?? '?')
})

test('the desk fits 1366×768 and the same window at 125 % without scrolling the page', async ({ enter }) => {
  for (const viewport of [{ width: 1366, height: 768 }, { width: 1093, height: 614 }]) {
    for (const language of ['zh', 'en'] as const) {
      const page = await enter('operator', { viewport, language })
      await expect(page.locator('.desk')).toBeVisible()
      const over = await page.evaluate(() => {
        const box = (e: Element) => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]
        return [document.documentElement, ...document.querySelectorAll('main')].flatMap(box)
      })
      expect(Math.max(...over), `${viewport.width} ${language}`).toBeLessThanOrEqual(0)
    }
  }
})
