import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The classes that a style sheet styles by themselves, wherever they stand. */
function bare(css: string): Set<string> {
  const found = new Set<string>()
  for (const [, selectors = ''] of css.replace(/\/\*[^]*?\*\//g, '').replace(/@media[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}/g, '').matchAll(/([^{}@]+)\{/g)) {
    for (const selector of selectors.split(',')) {
      const one = /^\.([\w-]+)$/.exec(selector.trim())
      if (one?.[1]) found.add(one[1])
    }
  }
  return found
}

// A page's sheet stays when another page opens: the same class styled in two of them
// looks like the one that was opened last.
test('a class is styled by one sheet', () => {
  const by = new Map<string, string[]>()
  const sheets = readdirSync('src', { recursive: true }).map(String).filter((f) => f.endsWith('.css'))
  expect(sheets.length).toBeGreaterThan(10)
  for (const sheet of sheets) for (const name of bare(readFileSync(`src/${sheet}`, 'utf8'))) by.set(name, [...(by.get(name) ?? []), sheet])
  expect(by.get('line-input')).toEqual(['app/console.css'])
  expect([...by].filter(([, sheets]) => sheets.length > 1)).toEqual([])
  expect(bare('.a, #b .c { } .d:hover { } @media print { .a { } }')).toEqual(new Set(['a']))
})
