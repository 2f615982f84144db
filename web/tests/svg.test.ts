// The drawing as a picture in itself.
import { expect, it } from 'vitest'
import type { Scene } from '../src/canvas/scene'
import type { Element } from '../src/model/document'
import { svgOf } from '../src/features/editor/sheet/svg'

const box = (name: string, x: number, y: number, width = 232, height = 122) => ({ name, x, y, width, height })
const SCENE: Scene = {
  bands: [box('edge', 0, 0, 600, 400)],
  hosts: [box('h', 14, 60, 260, 200)],
  blocks: [box('a', 28, 122), box('a-name-that-is-longer-than-its-block-is-wide', 400, 122)],
  cards: [{ ...box('site:cloud/', 700, 60, 260, 62), title: 'Cloud & more', tier: 'cloud', hosts: 2, inside: ['c'] }],
  homes: new Map([['a', 'h']]),
  links: [{ id: '1', source: 'a', target: 'site:cloud/', flow: 'forward', element: '', relation: '', text: '<3 connections>' }],
}
const ELEMENTS = [{ name: 'a', type: 'NatsBroker' } as Element]

it('is written as it was reviewed', () => {
  expect(svgOf('plant', SCENE, ELEMENTS)).toMatchSnapshot()
})

it('says nothing of a model unescaped, and no more of a name than there is room for', () => {
  const svg = svgOf('<script>', SCENE, ELEMENTS)
  expect(svg).not.toContain('<script>')
  expect(svg).toContain('&#60;3 connections&#62;')
  expect(svg).toContain('Cloud &#38; more')
  expect(svg).toContain('a-name-that-is-longer-tha…')
  expect(svg).toMatch(/^<svg [^>]*viewBox="-24 -24 1008 448"/)
})

it('of an empty document is an empty sheet', () => {
  const empty = svgOf('none', { bands: [], hosts: [], blocks: [], cards: [], homes: new Map(), links: [] }, [])
  expect(empty).toContain('viewBox="-24 -24 48 48"')
})
