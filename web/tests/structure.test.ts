// The page's own architecture: layers, no cycles, short files, no way around the types.
import { describe, expect, it } from 'vitest'

const FILES = import.meta.glob<string>('../src/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })
const sources = new Map(Object.entries(FILES).map(([path, text]) => [path.replace('../src/', ''), text]))

function resolve(from: string, to: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of to.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  const base = parts.join('/')
  return [base, `${base}.ts`, `${base}.tsx`].find((name) => sources.has(name)) ?? ''
}

function importsOf(file: string): string[] {
  const text = sources.get(file) ?? ''
  const named = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
  return named.map((found) => resolve(file, found[1] ?? '')).filter(Boolean)
}

const layer = (file: string) => file.split('/')[0] ?? ''
const feature = (file: string) => (layer(file) === 'features' ? file.split('/')[1] : undefined)
const MAY: Record<string, string[]> = {
  app: ['app', 'features', 'shared'],
  features: ['features', 'canvas', 'model', 'graph', 'shared'],
  canvas: ['canvas', 'model', 'graph', 'shared'],
  model: ['model'],
  shared: ['shared'],
  graph: ['graph'],
}

function cycleFrom(file: string, path: string[], done: Set<string>): string[] | null {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
  if (done.has(file)) return null
  for (const next of importsOf(file)) {
    const found = cycleFrom(next, [...path, file], done)
    if (found) return found
  }
  done.add(file)
  return null
}

describe('structure', () => {
  it('sees the sources', () => {
    expect(sources.size).toBeGreaterThan(30)
    expect(importsOf('app/main.tsx')).toContain('app/App.tsx')
  })

  it('imports downwards only, and features do not know each other', () => {
    const wrong = [...sources.keys()].flatMap((file) =>
      importsOf(file)
        .filter((to) => !MAY[layer(file)]?.includes(layer(to)) || (feature(file) && feature(to) && feature(file) !== feature(to)))
        .map((to) => `${file} → ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it('has no cycles', () => {
    const done = new Set<string>()
    expect([...sources.keys()].map((file) => cycleFrom(file, [], done)).filter(Boolean)).toEqual([])
  })

  it('keeps files short and the types strict', () => {
    for (const [file, text] of sources) {
      expect(text.split('\n').length, file).toBeLessThanOrEqual(175)
      expect(text, file).not.toMatch(/:\s*any\b|as any\b|<any>|@ts-|eslint-disable/)
    }
  })

  it('keeps the drawing and the model free of React', () => {
    const pure = [...sources].filter(([file]) => ['graph', 'model'].includes(layer(file)))
    for (const [file, text] of pure) expect(text, file).not.toContain('react')
  })
})
