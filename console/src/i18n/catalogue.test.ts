import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { en } from './en'
import { zh } from './zh'

type Tree = { [key: string]: string | Tree }

const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}/`))

const sources = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sources(path)
    return /\.tsx?$/.test(name) && !/\.test\./.test(name) ? [path] : []
  })

describe('the catalogues', () => {
  const chinese = flat(zh)
  const english = flat(en)

  test('hold the same keys', () => {
    expect(english.map(([key]) => key)).toEqual(chinese.map(([key]) => key))
  })

  test('take the same values in each sentence', () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort()
    const other = new Map(english)
    for (const [key, text] of chinese) expect([key, holes(other.get(key) ?? '')]).toEqual([key, holes(text)])
  })

  test('leave nothing empty', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('')
  })

  test('know every key that a screen names', () => {
    const known = new Set(chinese.map(([key]) => key.replaceAll('/', '.')))
    const missing: string[] = []
    for (const path of sources(join(import.meta.dirname, '..'))) {
      for (const [, key] of readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)) {
        if (key && !known.has(key)) missing.push(`${path}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })
})
