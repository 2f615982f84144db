// What is inside elements: drawn by itself, connected, and put into what is new.
import { describe, expect, it } from 'vitest'
import { folds } from '../src/canvas/folding'
import { sceneOf, wiresOf } from '../src/canvas/scene'
import { nodesOf } from '../src/features/editor/sheet/nodes'
import { queryWith } from '../src/features/editor/sheet/picking'
import { blank, bodyOf, isReady } from '../src/model/blank'
import { wireable, wirings } from '../src/model/fits'
import { drawnInside, mayHold, partsOf, wayTo, within } from '../src/model/parts'
import { readModel } from '../src/model/reader'
import { shelvesInside, vocabulary, type Attribute, type ElementType, type Target } from '../src/model/vocabulary'
import { TOLD } from './told'

const target = (type: string, more: Partial<Target> = {}): Target => ({ type, minimum: 0, maximum: null, uses: [], ...more })
const type = (name: string, parent: string, more: Partial<ElementType> = {}): ElementType => ({
  name, parent, help: '', ancestors: [name, ...(parent ? [parent] : [])], abstract: false, substitutes: [], role: '',
  modelOnly: '', attributes: [], relations: [], contains: [], provides: [], ...more,
})
const relation = (kind: string, to: string, maximum: number | null) => ({
  kind, spellings: [kind], help: '', targets: [target(to)], minimum: 0, maximum, scope: 'container', attributes: [],
})
const follows = [relation('follows', 'Layer', 1)]
const words = vocabulary({
  ...TOLD,
  documents: { Pipeline: { help: '', attributes: [], sections: [{ name: 'blocks', holds: 'Block', default: '', required: true, help: '' }] } },
  types: [
    type('Block', '', { abstract: true }),
    type('Table', 'Block'),
    type('Layer', '', { abstract: true }),
    type('Dense', 'Layer', { relations: follows, attributes: [{ name: 'units', required: true, options: [] } as unknown as Attribute] }),
    type('Pool', 'Layer', { relations: follows }),
    type('Group', 'Layer', { relations: follows, contains: [target('Layer', { minimum: 1 })] }),
    type('Network', 'Block', { contains: [target('Layer', { minimum: 1 }), target('Table', { maximum: 0 })] }),
  ],
})
const model = readModel(words, `kind: Pipeline
name: digits
blocks:
  rows: {type: Table}
  net:
    type: Network
    contains:
      first: {type: Pool}
      second: {type: Pool, follows: first}
      group: {type: Group, contains: {deep: {type: Dense, units: 1}}}
  other: {type: Network, contains: {alone: {type: Pool}}}
`)
const known = (name: string) => {
  const found = words.types.get(name)
  if (!found) throw new Error(name)
  return found
}
const names = (list: { name: string }[]) => list.map((one) => one.name)

describe('what is inside', () => {
  it('is found at its level, at any depth, and from the top', () => {
    expect(names(partsOf(model, ''))).toEqual(['rows', 'net', 'other'])
    expect(names(partsOf(model, 'net'))).toEqual(['first', 'second', 'group'])
    expect(names(within(model, 'net'))).toEqual(['first', 'second', 'group', 'deep'])
    expect(within(model, '')).toBe(model.elements)
    expect([wayTo(model, 'deep'), wayTo(model, 'rows'), wayTo(model, 'lost')]).toEqual([['net', 'group', 'deep'], ['rows'], []])
  })

  it('is drawn where it was opened, or where something of it is chosen', () => {
    expect(drawnInside(model, 'net', null)).toBe('net')
    expect(drawnInside(model, 'net', 'deep')).toBe('group')
    expect(drawnInside(model, 'net', 'rows')).toBe('')
    expect(drawnInside(model, 'net', 'new')).toBe('net')
    expect([drawnInside(model, 'gone', null), drawnInside(model, '', null)]).toEqual(['', ''])
  })

  it('stands in the address beside what is chosen', () => {
    expect(queryWith('?element=a', { inside: 'net' })).toBe('?element=a&inside=net')
    expect(queryWith('?element=a&inside=net', { element: '' })).toBe('?inside=net')
    expect(queryWith('?inside=net', { inside: '' })).toBe('')
  })

  it('is of the types that what contains it may hold', () => {
    expect(shelvesInside(words, known('Network'), 'blocks').map(({ section, types }) => [section, names(types)])).toEqual([['blocks', ['Dense', 'Pool', 'Group']]])
    expect([known('Network'), known('Table'), type('T', '', { contains: [target('Layer', { maximum: 0 })] }), undefined].map(mayHold)).toEqual([true, false, false, false])
  })
})

describe('a drawing of what is inside', () => {
  const scene = (inside: string) => sceneOf(words, model, { inside, places: [], chosen: {}, folds: folds(true), pins: new Map([['group', { x: 900, y: 5 }]]) })

  it('has the parts as boxes, with their wires and places', () => {
    const { blocks, links, cards } = scene('net')
    expect(names(blocks)).toEqual(['first', 'group', 'second'])
    expect(blocks[1]).toMatchObject({ x: 900, y: 5 })
    expect(wiresOf(scene('net'), new Map()).map((wire) => [wire.source, wire.target])).toEqual([['first', 'second']])
    expect([links.length, cards]).toEqual([1, []])
    expect(names(scene('').blocks)).toEqual(['rows', 'net', 'other'])
    expect(names(scene('group').blocks)).toEqual(['deep'])
  })

  it('of an application or an infrastructure has neither hosts nor folded groups', () => {
    for (const kind of ['Application', 'Infrastructure']) {
      const place = { name: 'h', tier: 'edge', site: '', about: '' }
      const found = sceneOf(words, { ...model, kind }, { inside: 'net', places: [place], chosen: {}, folds: folds(true), pins: new Map() })
      expect([names(found.blocks).sort(), found.hosts, found.cards]).toEqual([['first', 'group', 'second'], [], []])
    }
  })

  it('leaves what it has found to be seen from outside', () => {
    const finding = (owner: string) => ({
      code: '', severity: 'warning' as const, element: '', message: owner, position: '', required: '', available: '', fix: '', fixes: [], owner, key: '',
    })
    const nodes = nodesOf({ model, places: [], chosen: {}, findings: ['deep', 'net', 'alone'].map(finding) }, scene(''), () => [])
    const told = nodes.map(({ id, data }) => [id, (data.findings as { owner: string }[]).map((one) => one.owner), data.inner])
    expect(told).toEqual([['rows', [], []], ['net', ['net', 'deep'], ['first', 'second', 'group', 'deep']], ['other', ['alone'], ['alone']]])
  })
})

describe('wires between parts', () => {
  const between = (from: string, to: string) => {
    const [source, end] = [from, to].map((name) => model.elements.find((one) => one.name === name))
    if (!source || !end) throw new Error('not there')
    return wirings(words, 'Pipeline', source, end, model.elements)
  }

  it('lead from what comes before to what follows it', () => {
    expect(between('second', 'group').fitting).toEqual([{ element: 'group', relation: 'follows', target: 'second' }])
  })

  it('stay in the element that both are in', () => {
    expect(between('first', 'deep')).toEqual({ fitting: [], why: 'follows of deep stays in group; first is in net.' })
    expect(follows[0] && wireable(words, follows[0], model.elements, 'net')).toEqual(['first', 'second', 'group'])
  })

  it('are refused where there is room for none, and not turned round instead', () => {
    expect(between('group', 'second')).toEqual({ fitting: [], why: 'second has its one follows already.' })
    expect(between('first', 'second')).toEqual({ fitting: [], why: 'second has first in follows already.' })
  })
})

describe('a new element that has to contain something', () => {
  const made = blank(words, known('Network'), { section: 'blocks', parent: '', name: 'pool' }, model.elements)

  it('is asked for it, and begins with what needs nothing more', () => {
    expect(isReady(known('Network'))).toBe(false)
    expect(bodyOf(made, '')).toEqual({ type: 'Network', contains: { 'pool-2': { type: 'Pool' } } })
  })

  it('is written with what was chosen instead', () => {
    const dense = { ...blank(words, known('Dense'), { section: 'blocks', parent: 'pool', name: 'dense' }, []), values: { units: 3 } }
    expect(bodyOf({ ...made, parts: [dense] }, '')).toEqual({ type: 'Network', contains: { dense: { type: 'Dense', units: 3 } } })
  })
})
