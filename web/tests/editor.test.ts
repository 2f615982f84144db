// The editor without React: edits, findings and drawings of documents.
import { describe, expect, it } from 'vitest'
import { layered } from '../src/graph/layered'
import type { Element, Model } from '../src/model/document'
import { vocabulary, type ElementType } from '../src/model/vocabulary'
import { extentOf, movedTo, sceneOf, wiresOf } from '../src/canvas/scene'
import { folds } from '../src/canvas/folding'
import { connect, redirect, reshape, setValue } from '../src/features/editor/edits'
import { pasted } from '../src/features/editor/sheet/copying'
import { located, offsetOf } from '../src/features/editor/findings'
import { worst } from '../src/shared/findings/severity'
import { kindOf } from '../src/features/editor/fields/kinds'
import type { Finding } from '../src/shared/api/types'
import { colourOf, initials } from '../src/shared/people'
import { TOLD } from './told'

const element = (name: string, more: Partial<Element> = {}): Element => ({
  name, type: 'T', section: 'components', parent: '', values: {}, edges: [], body: {}, range: { from: 0, to: 0 }, places: new Map(), ...more,
})
const edge = (kind: string, target: string, attributes = {}) => ({ kind, target, attributes })
const FILE = 'app.yaml'

describe('edits', () => {
  it('carry values as YAML in one line', () => {
    expect(setValue(FILE, 'a', 'topics', ['x', 'y']).value).toBe('[x, y]')
    expect(connect(FILE, { element: 'a', relation: 'r', target: 'b' }).attributes).toBe('')
  })

  it.each([
    ['', 'h', ['Connect']],
    ['h', 'g', ['Redirect']],
    ['h', '', ['Disconnect']],
    ['h', 'h', []],
  ])('lead from host %j to host %j by %j', (now, to, kinds) => {
    const a = element('a', { edges: now ? [edge('hostedOn', now)] : [] })
    expect(redirect(FILE, a, 'hostedOn', to).map((one) => one.edit)).toEqual(kinds)
  })

  it('give an edge other attributes by drawing it again', () => {
    expect(reshape(FILE, 'a', edge('r', 'b'), { maxLatency: '5 ms' })).toEqual([
      { edit: 'Disconnect', file: FILE, element: 'a', relation: 'r', target: 'b' },
      { edit: 'Connect', file: FILE, element: 'a', relation: 'r', target: 'b', attributes: '{maxLatency: 5 ms}' },
    ])
  })

  it('paste under a free name, without relations to what is not there', () => {
    const copied = element('a', { body: { id: 'x', type: 'T', hostedOn: 'h', connectsTo: ['b', { to: 'c', maxLatency: '5 ms' }], input: 'd' } })
    const { edits, names } = pasted(FILE, [copied], [element('a'), element('c')], () => ['hostedOn', 'connectsTo', 'input'])
    expect(names).toEqual(['a-2'])
    expect(edits[0]?.body).toBe('{type: T, hostedOn: h, connectsTo: [{to: c, maxLatency: 5 ms}]}')
    expect(edits[0]?.into).toBe('components')
  })

  it('paste several with the relations between them, and parts under free names', () => {
    const one = element('a', { body: { type: 'T', connectsTo: ['b', 'c'], contains: { p: { type: 'T', input: 'a' } } } })
    const all = [one, element('p', { parent: 'a' }), element('b', { body: { type: 'T' } })]
    const { edits, names } = pasted(FILE, all, all, () => ['connectsTo', 'input'])
    expect(names).toEqual(['a-2', 'b-2'])
    expect(edits.map((edit) => edit.body)).toEqual(['{type: T, connectsTo: [b-2], contains: {p-2: {type: T, input: a-2}}}', '{type: T}'])
  })
})

const finding = (severity: Finding['severity'], position: string, owner = 'app/a'): Finding => ({
  code: 'c', severity, element: owner, message: '', position, required: '', available: '', fix: '', fixes: [],
})

describe('findings', () => {
  const text = 'a:\n  k: 1\n  g: {m: 2}\n'
  const places = new Map([['k', { from: 5, to: 9 }], ['g', { from: 12, to: 21 }], ['g.m', { from: 16, to: 20 }]])
  const model: Model = { kind: '', name: 'app', values: {}, elements: [element('a', { places, range: { from: 0, to: 21 } })] }

  it('are found by line and column', () => {
    expect([offsetOf('a.yaml:2:3', text), offsetOf('b/c.yaml:3:7', text), offsetOf('', text), offsetOf('a.yaml:99:1', text)]).toEqual([5, 16, 0, text.length])
  })

  it('belong to an element and to the innermost key', () => {
    const found = located([finding('error', `${FILE}:2:6`), finding('note', `${FILE}:3:7`), finding('error', 'other.yaml:2:6')], FILE, model, text)
    expect(found.map((one) => [one.owner, one.key])).toEqual([['a', 'k'], ['a', 'g.m']])
    expect(located([finding('error', `${FILE}:1:1`, 'app')], FILE, model, text)[0]).toMatchObject({ owner: '', key: '' })
  })

  it('are summed up by the worst', () => {
    expect(worst([finding('note', ''), finding('error', ''), finding('warning', '')])).toBe('error')
    expect(worst([])).toBeNull()
  })
})

describe('columns', () => {
  const spot = (name: string, boxes: ReturnType<typeof layered>) => boxes.find((box) => box.name === name)

  it('stand in the order of what leads to what, cycles too', () => {
    const boxes = layered(['c', 'b', 'a'], [['a', 'b'], ['b', 'c'], ['c', 'a']])
    expect(boxes).toHaveLength(3)
    const line = layered(['c', 'b', 'a'], [['a', 'b'], ['b', 'c']])
    expect((spot('a', line)?.x ?? 0) < (spot('b', line)?.x ?? 0)).toBe(true)
  })

  it('turn back where the chain is long, and nothing lies on anything', () => {
    const names = Array.from({ length: 30 }, (_, index) => `n${index}`)
    const arcs = names.slice(1).map((name, index) => [`n${index}`, name] as [string, string])
    const boxes = layered(names, arcs)
    const width = Math.max(...boxes.map((box) => box.x + box.width))
    const height = Math.max(...boxes.map((box) => box.y + box.height))
    expect(width / height).toBeLessThan(3)
    expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(30)
  })
})

describe('a drawing', () => {
  const relation = (kind: string, scope: string) => ({ kind, spellings: [kind], help: '', targets: [], minimum: 0, maximum: null, scope, attributes: [] })
  const type = (name: string, more: Partial<ElementType> = {}): ElementType => ({
    name, help: '', parent: '', ancestors: [name], abstract: false, substitutes: [], role: '', modelOnly: '', attributes: [],
    relations: [relation('connectsTo', 'document'), relation('hostedOn', 'infrastructure')], contains: [], provides: [], ...more,
  })
  const words = vocabulary({ ...TOLD, types: [type('T')] })
  const model: Model = {
    kind: 'Application', name: 'app', values: {},
    elements: [
      element('a', { edges: [edge('connectsTo', 'b', { maxLatency: '5 ms' }), edge('hostedOn', 'h')] }),
      element('b'),
      element('policy', { section: 'policies' }),
      element('part', { parent: 'a' }),
    ],
  }
  const places = [{ name: 'h', tier: 'edge', site: '', about: '' }, { name: 'g', tier: 'cloud', site: '', about: '' }]
  const scene = sceneOf(words, model, { inside: '', places, chosen: { b: 'g' }, folds: folds(false), pins: new Map() })
  const box = (name: string) => scene.blocks.find((one) => one.name === name)
  const host = (name: string) => scene.hosts.find((one) => one.name === name)

  it('puts components into their hosts, chosen ones too, and the rest below', () => {
    expect(scene.blocks.map((one) => one.name).sort()).toEqual(['a', 'b', 'policy'])
    expect(box('a')?.x).toBeGreaterThan(host('h')?.x ?? 0)
    expect(box('b')?.x).toBeGreaterThan(host('g')?.x ?? 0)
    expect(box('policy')?.y).toBeGreaterThan((host('g')?.y ?? 0) + (host('g')?.height ?? 0))
  })

  it('reaches as far as its last box', () => {
    const [right, bottom] = extentOf(scene).split(' ').map(Number)
    expect(right).toBe(Math.max(...scene.bands.map((band) => band.x + band.width)))
    expect(bottom).toBe((box('policy')?.y ?? 0) + (box('policy')?.height ?? 0))
  })

  it('leaves what is not dragged as it is, so that it is not drawn again', () => {
    const nodes = ['a', 'b'].map((id) => ({ id, position: { x: 0, y: 0 }, data: { id } }))
    const [a, b] = movedTo(nodes, new Map([['b', { x: 20, y: 9 }]]))
    expect(a).toBe(nodes[0])
    expect(b?.position).toEqual({ x: 20, y: 9 })
    expect(b?.data).toBe(nodes[1]?.data)
  })

  it('leads wires to where blocks are dragged', () => {
    const [still] = wiresOf(scene, new Map())
    const [moved] = wiresOf(scene, new Map([['b', { x: 2000, y: 900 }]]))
    expect(still).toMatchObject({ id: 'a connectsTo b', text: 'at most 5 ms' })
    expect(moved?.path).not.toBe(still?.path)
  })
})

it.each([
  ['enum', null, 'choice'],
  ['boolean', null, 'flag'],
  ['quantity', null, 'text'],
  ['list', 'string', 'list'],
  ['list', 'group', 'yaml'],
  ['map', 'secret', 'map'],
  ['map', 'any', 'yaml'],
  ['group', null, 'group'],
  ['any', null, 'yaml'],
])('%s of %s is filled in as %s', (type, items, field) => {
  const attribute = (kind: string, inner: string | null): Parameters<typeof kindOf>[0] => ({
    name: 'x', type: kind, help: '', required: false, default: null, units: [], options: [], words: [], minimum: null, maximum: null,
    pattern: '', single: false, refers: '', items: inner === null ? null : attribute(inner, null), fields: [],
  })
  expect(kindOf(attribute(type, items))).toBe(field)
})

it('people have a colour and initials', () => {
  expect(['Ada', 'Ada Low King', ' '].map(initials)).toEqual(['A', 'AK', '?'])
  expect(['x', 'y', '', 'Ωβ'].map(colourOf)).toEqual(Array(4).fill(expect.stringMatching(/^var\(--plot-[0-7]\)$/)))
})
