// The drawing without React: what is folded, bundled, pinned and carried along.
import { pointOf } from '../src/features/editor/sheet/pointing'
import { describe, expect, it } from 'vitest'
import { carried } from '../src/features/editor/sheet/useMoved'
import { around, fold, folds, groupsOf, isFolded } from '../src/canvas/folding'
import { bundled, type Link } from '../src/canvas/links'
import { edgesOf, marked, nodesOf } from '../src/features/editor/sheet/nodes'
import { homesOf, sceneOf } from '../src/canvas/scene'
import { aligned, withNeighbours } from '../src/features/editor/sheet/aligning'
import { layoutFile, pinsOf, placed, renamedPlace, tidied, unplaced } from '../src/features/editor/sheet/layout'
import { apart, pinned } from '../src/graph/pinned'
import type { Element, Model } from '../src/model/document'
import { vocabulary, type ElementType } from '../src/model/vocabulary'
import type { Finding } from '../src/shared/api/types'
import { TOLD } from './told'

const host = (name: string, tier: string, site: string) => ({ name, tier, site, about: '' })
const PLACES = [host('h1', 'edge', 'north'), host('h2', 'edge', 'north'), host('h3', 'cloud', '')]
const element = (name: string, more: Partial<Element> = {}): Element => ({
  name, type: 'T', section: 'components', parent: '', values: {}, edges: [], body: {}, range: { from: 0, to: 0 }, places: new Map(), ...more,
})
const on = (name: string, target: string, ...to: string[]) =>
  element(name, { edges: [{ kind: 'hostedOn', target, attributes: {} }, ...to.map((one) => ({ kind: 'connectsTo', target: one, attributes: {} }))] })
const relation = (kind: string, scope: string) => ({ kind, spellings: [kind], help: '', targets: [], minimum: 0, maximum: null, scope, attributes: [] })
const WORDS = vocabulary({
  ...TOLD,
  types: [{ name: 'T', ancestors: ['T'], attributes: [], relations: [relation('connectsTo', 'document'), relation('hostedOn', 'infrastructure')] } as unknown as ElementType],
})
const MODEL: Model = {
  kind: 'Application', name: 'app', values: {},
  elements: [on('a', 'h1', 'c'), on('b', 'h2', 'c'), on('c', 'h3'), element('lost')],
}
const scene = (all: boolean, pins = new Map<string, { x: number; y: number }>(), open: string[] = []) =>
  sceneOf(WORDS, MODEL, { inside: '', places: PLACES, chosen: {}, folds: fold(folds(all), open, false), pins })

describe('groups', () => {
  it('are of one tier and site', () => {
    expect(groupsOf(PLACES).map(({ id, hosts }) => [id, hosts])).toEqual([['site:edge/north', ['h1', 'h2']], ['site:cloud/', ['h3']]])
    expect(around(groupsOf(PLACES), 'h2')).toEqual(['site:edge/north', 'host:h2'])
    expect(around(groupsOf(PLACES), '')).toEqual(['host:'])
  })

  it('are turned one by one, and all at once', () => {
    const some = fold(folds(true), ['x'], false)
    expect([isFolded(some, 'x'), isFolded(some, 'y')]).toEqual([false, true])
    expect(isFolded(fold(some, ['x'], true), 'x')).toBe(true)
    expect(fold(fold(folds(false), ['x'], true), ['x'], false).turned.size).toBe(0)
  })
})

describe('a folded drawing', () => {
  it('has a card for each group, with what it holds', () => {
    const { cards, blocks, hosts, links } = scene(true)
    expect(cards.map(({ title, hosts: count, inside }) => [title, count, inside])).toEqual([
      ['north', 2, ['a', 'b']], ['Cloud', 1, ['c']], ['Not placed', 0, ['lost']],
    ])
    expect([blocks, hosts]).toEqual([[], []])
    expect(links).toMatchObject([{ source: 'site:edge/north', target: 'site:cloud/', text: '2 connections' }])
  })

  it('opens a group to its hosts, and a host to what runs on it', () => {
    expect(scene(true, undefined, ['site:edge/north']).cards.map((card) => card.name)).toEqual(['host:h1', 'host:h2', 'site:cloud/', 'host:'])
    const open = scene(true, undefined, ['site:edge/north', 'host:h1'])
    expect(open.blocks.map((box) => box.name)).toEqual(['a'])
    expect(open.links.map((link) => [link.source, link.target])).toEqual([['a', 'site:cloud/'], ['host:h2', 'site:cloud/']])
  })

  it('tells the worst finding of what is folded', () => {
    const finding = (severity: Finding['severity'], owner: string) => ({
      code: '', severity, element: '', message: '', position: '', required: '', available: '', fix: '', fixes: [], owner, key: '',
    })
    const told = { model: MODEL, places: PLACES, chosen: {}, findings: [finding('note', 'a'), finding('error', 'b'), finding('warning', 'c')] }
    const cards = nodesOf(told, scene(true), () => []).filter((node) => node.type === 'folded')
    expect(cards.map(({ data }) => [data.severity, data.findings])).toEqual([['error', 2], ['warning', 1], [null, 0]])
  })

  it('folds an infrastructure by what its hosts say', () => {
    const model: Model = { kind: 'Infrastructure', name: 'i', values: {}, elements: ['north', 'north', 'south'].map((site, index) => element(`h${index}`, { section: 'hosts', values: { tier: 'edge', site } })) }
    const drawn = sceneOf(WORDS, model, { inside: '', places: [], chosen: {}, folds: folds(true), pins: new Map() })
    expect(drawn.cards.map(({ title, inside }) => [title, inside])).toEqual([['north', ['h0', 'h1']], ['south', ['h2']]])
  })
})

it('links between the same two cards become one, and none leads from a card to itself', () => {
  const link = (source: string, target: string): Link => ({ id: `${source} ${target}`, source, target, flow: 'forward', element: source, relation: 'r', text: '' })
  const cards: Record<string, string> = { a: 'A', b: 'A', c: 'C' }
  const found = bundled([link('a', 'c'), link('b', 'c'), link('a', 'b'), link('d', 'e'), link('d', 'c')], (name) => cards[name])
  expect(found.map(({ source, target, text }) => [source, target, text])).toEqual([['d', 'e', ''], ['A', 'C', '2 connections'], ['d', 'C', '']])
})

const box = (name: string, x: number, y: number) => ({ name, x, y, width: 232, height: 122 })

describe('places that people gave', () => {
  it('are taken, and what was not put lies on none of them', () => {
    const found = apart([box('a', 0, 0), box('b', 400, 0)], new Map([['b', { x: 10, y: 10 }]]))
    expect(found[1]).toMatchObject({ x: 10, y: 10 })
    expect(found[0]?.y).toBeGreaterThanOrEqual(132)
  })

  it('take the frame of a host with them', () => {
    const { hosts, blocks } = pinned([box('h', 0, 0), box('g', 900, 0)], [box('a', 14, 62), box('b', 14, 222)], new Map([['a', 'h'], ['b', 'h']]), new Map([['a', { x: 500, y: 600 }]]))
    expect(blocks.map(({ name, x, y }) => [name, x, y])).toEqual([['a', 500, 600], ['b', 500, 760]])
    expect(hosts[0]).toEqual({ name: 'h', x: 486, y: 538, width: 260, height: 358 })
    expect(hosts[1]).toEqual(box('g', 900, 0))
  })

  it('of a dragged host are those of all that stands in it', () => {
    const drawn = scene(false)
    const nodes = nodesOf({ model: MODEL, places: PLACES, chosen: {}, findings: [] }, drawn, () => [])
    const frame = nodes.find((node) => node.id === 'host:h1')
    const block = nodes.find((node) => node.id === 'a')
    const to = { x: (frame?.position.x ?? 0) + 30, y: (frame?.position.y ?? 0) - 7 }
    const after = carried([{ type: 'position', id: 'host:h1', position: to }], nodes, homesOf(drawn), new Map())
    expect(after.get('a')).toEqual({ x: (block?.position.x ?? 0) + 30, y: (block?.position.y ?? 0) - 7 })
  })
})

it('nodes that are not chosen are the same objects, and edges lead between what is drawn', () => {
  const drawn = scene(false)
  const nodes = nodesOf({ model: MODEL, places: PLACES, chosen: {}, findings: [] }, drawn, () => [])
  const after = marked(nodes, new Set(['a']))
  expect(after.filter((node, index) => node !== nodes[index]).map((node) => node.id)).toEqual(['a'])
  const known = new Set(nodes.map((node) => node.id))
  expect(edgesOf(drawn, new Map(), '').every((one) => known.has(one.source) && known.has(one.target))).toBe(true)
})

describe('a layout', () => {
  const FILES = new Map([['a/app.yaml', 'stratum: 1\nkind: Application\nname: app\n'], ['a/app.layout.yaml', 'stratum: 1\nkind: Layout\nname: app\ndocument: app.yaml\nplaces:\n  b: {at: 1 -2}\n']])
  const layout = { file: 'a/app.layout.yaml', pins: new Map([['b', { x: 1, y: -2 }], ['d', { x: 5, y: 5 }]]) }

  it('belongs to the document that it names', () => {
    expect(layoutFile(FILES, 'a/app.yaml')).toBe('a/app.layout.yaml')
    expect(layoutFile(FILES, 'app.yaml')).toBe('')
    expect(pinsOf({ kind: 'Layout', name: '', values: {}, elements: [element('b', { values: { at: '1 -2' } }), element('odd', { values: { at: 'here' } })] })).toEqual(new Map([['b', { x: 1, y: -2 }]]))
  })

  it('begins with the first place, in the order of names', () => {
    const [made] = placed(null, { file: 'a/app.yaml', name: 'app' }, FILES, new Map([['b', { x: 1.4, y: 2 }], ['a', { x: 0, y: 0 }]]))
    expect(made).toEqual({
      edit: 'AddDocument', file: 'a/app.layout.yaml',
      text: 'stratum: 1\nkind: Layout\nname: app-2\ndocument: app.yaml\nplaces:\n  a: {at: 0 0}\n  b: {at: 1 2}\n',
    })
  })

  it('changes what moved, and nothing where nothing did', () => {
    const edits = placed(layout, { file: 'a/app.yaml', name: 'app' }, FILES, new Map([['b', { x: 1.2, y: -2 }], ['c', { x: 3, y: 4 }], ['d', { x: 6, y: 5 }]]))
    expect(edits).toMatchObject([
      { edit: 'AddElement', into: 'places', name: 'c', body: '{at: 3 4}', before: 'd' },
      { edit: 'SetValue', element: 'd', attribute: 'at', value: '6 5' },
    ])
  })

  it('follows names, forgets what is gone, and goes when everything is tidied', () => {
    expect(renamedPlace(layout, 'b', 'z')).toMatchObject([{ edit: 'RenameElement', element: 'b', name: 'z' }])
    expect([renamedPlace(layout, 'x', 'z'), renamedPlace(layout, 'b', 'd'), renamedPlace(null, 'b', 'z')]).toEqual([[], [], []])
    expect(unplaced(layout, ['b', 'x'])).toMatchObject([{ edit: 'RemoveElement', element: 'b' }])
    expect([tidied(layout, ['x']), tidied(null, [])]).toEqual([[{ edit: 'RemoveDocument', file: 'a/app.layout.yaml' }], []])
    expect(tidied(layout, ['d', 'x'])).toMatchObject([{ edit: 'RemoveElement', element: 'b' }])
  })
})

describe('blocks in line', () => {
  const boxes = [box('a', 0, 0), box('b', 700, 50), box('c', 300, 400)]
  it.each([
    ['left', [[0, 0], [0, 50], [0, 400]]],
    ['right', [[700, 0], [700, 50], [700, 400]]],
    ['centre', [[350, 0], [350, 50], [350, 400]]],
    ['top', [[0, 0], [700, 0], [300, 0]]],
    ['bottom', [[0, 400], [700, 400], [300, 400]]],
    ['middle', [[0, 200], [700, 200], [300, 200]]],
    ['across', [[0, 0], [700, 50], [350, 400]]],
    ['down', [[0, 0], [700, 200], [300, 400]]],
  ] as const)('%s', (way, expected) => {
    const spots = aligned(boxes, way)
    expect(boxes.map(({ name }) => [spots.get(name)?.x, spots.get(name)?.y])).toEqual(expected)
  })

  it('take those along that stand on the same host', () => {
    const drawn = scene(false)
    expect([...withNeighbours(drawn, new Map([['a', { x: 1, y: 1 }]])).keys()]).toEqual(['a'])
    const together = { ...drawn, homes: new Map([['a', 'h'], ['b', 'h']]) }
    expect([...withNeighbours(together, new Map([['a', { x: 1, y: 1 }]])).keys()]).toEqual(['b', 'a'])
  })
})

it('takes what is let go by a finger where the finger was lifted', () => {
  const at = { clientX: 3, clientY: 4 }
  expect([pointOf(at), pointOf({ changedTouches: [at] }), pointOf({ changedTouches: [] })]).toEqual([at, at, null])
})
