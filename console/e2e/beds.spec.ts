import { accessible, expect, test } from './world'

test('leave is two taps, can be undone, and the sentence follows', async ({ enter }) => {
  const page = await enter('manager')
  await expect(page.locator('.day-sentence')).toContainText('已启用床位')
  const sentence = await page.locator('.day-sentence').innerText()
  await accessible(page)

  const id = await page.locator('.bed[data-state=in][data-mismatch=false]').first().getAttribute('data-bed')
  const bed = page.locator(`[data-bed="${id}"]`)
  const name = await bed.locator('.bed-name').innerText()
  await bed.click()
  await page.getByRole('button', { name: /^请假/ }).click()
  await expect(page.locator('.board-bar')).toContainText(`${name}：请假`)
  await expect(bed).toHaveAttribute('data-state', 'leave')
  await expect(page.locator('.day-sentence')).not.toHaveText(sentence)

  await page.getByRole('button', { name: '撤销' }).click()
  await expect(bed).toHaveAttribute('data-state', 'in')
  await expect(page.locator('.day-sentence')).toHaveText(sentence)
})

test('somebody moves to a free bed', async ({ enter }) => {
  const page = await enter('manager')
  const bed = page.locator('.bed[data-state=in]').first()
  const name = await bed.locator('.bed-name').innerText()
  await bed.click()
  await page.getByRole('button', { name: '换床' }).click()
  await page.locator('.bed[data-target=true]').first().click()
  await expect(page.locator('.board-bar')).toContainText(`${name}：换床`)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect(page.locator('.board-bar')).not.toContainText('换床')
})
