import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const plain = (css: string) => css.replace(/\/\*[^]*?\*\//g, '').replace(/@media[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}/g, '')
const selectors = (css: string) => [...plain(css).matchAll(/([^{}@]+)\{/g)].flatMap(([, all = '']) => all.split(','))

/** The classes that a style sheet styles by themselves, wherever they stand. */
const bare = (css: string) => new Set(selectors(css).flatMap((s) => /^\.([\w-]+)$/.exec(s.trim())?.[1] ?? []))

/** Every class that a style sheet names. */
const named = (css: string) => new Set(selectors(css).flatMap((s) => [...s.matchAll(/\.([A-Za-z][\w-]*)/g)].map((m) => m[1] ?? '')))

// Pages that are drawn with another's sheet and say so by importing it.
const leans: Record<string, string> = { 'features/install/install.css': 'features/field/field.css', 'features/phone/phone.css': 'features/incidents/desk.css' }

// A page's sheet stays when another page opens: a class that both style looks like
// the one that was opened last.
test('a class is styled by one page', () => {
  const sheets = readdirSync('src', { recursive: true }).map(String).filter((f) => f.endsWith('.css')).map((file) => ({ file, css: readFileSync(`src/${file}`, 'utf8') }))
  expect(sheets.length).toBeGreaterThan(10)
  const pages = sheets.filter((s) => s.file.startsWith('features/'))
  for (const a of pages) {
    for (const b of pages) {
      if (a !== b && leans[b.file] !== a.file) expect([a.file, b.file, [...bare(a.css)].filter((c) => named(b.css).has(c))]).toEqual([a.file, b.file, []])
    }
  }
  const common = new Set(sheets.filter((s) => !s.file.startsWith('features/')).flatMap((s) => [...bare(s.css)]))
  for (const p of pages) expect([p.file, [...bare(p.css)].filter((c) => common.has(c))]).toEqual([p.file, []])
  expect(bare('.a, #b .c { } .d:hover { } @media print { .e { } }')).toEqual(new Set(['a']))
  expect(named('.a, #b a.c[x] { } @media print { .e { } }')).toEqual(new Set(['a', 'c']))
})
