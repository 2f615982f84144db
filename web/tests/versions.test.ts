// Versions: the lines of the graph, diffs by file, two states as one picture, what is chosen in a merge.
import { describe, expect, it } from 'vitest'
import type { Element, Model } from '../src/model/document'
import { comparing, historyAt, merging, parameter } from '../src/features/versions/address'
import { toldOf, withChoice, withRest } from '../src/features/versions/choices'
import { stepTo } from '../src/features/versions/GraphList'
import { laneX, linesOf, ROW, widthOf, windowOf } from '../src/features/versions/lanes'
import { tally, whatOf } from '../src/features/versions/signs'
import type { Change, Conflict, Graph, Logged, Trial } from '../src/features/versions/types'
import { filesOf } from '../src/features/versions/unified'
import { unionOf, wireId } from '../src/features/versions/union'
import { extended } from '../src/features/versions/useHistory'
import { optionsOf } from '../src/features/versions/VersionChoice'
import { isEmpty, typable, withHeld, withoutHeld, type Held } from '../src/shared/session/held'

const commit = (id: string): Logged => ({
  id, title: `commit ${id}`, author: 'Ada', email: '', time: 0, message: '', parents: [], branches: [], tags: [],
  lane: 0, above: [], ends: [], below: [], begins: [],
})

describe('the graph', () => {
  it('leads lines into a commit, out of it, and past it', () => {
    const lines = linesOf({ lane: 0, above: [0, 1, 2], ends: [1], below: [0, 2, 3], begins: [3] })
    const x = laneX(0)
    expect(lines.map((one) => one.lane)).toEqual([2, 0, 1, 0, 3])
    expect(lines[0]?.path).toBe(`M${laneX(2)},0 V${ROW}`)
    expect(lines[1]?.path).toBe(`M${x},0 V${ROW / 2}`)
    expect(lines[2]?.path.endsWith(`${x},${ROW / 2}`)).toBe(true)
    expect(lines[4]?.path.endsWith(`${laneX(3)},${ROW}`)).toBe(true)
  })

  it('begins at a tip and ends at a root', () => {
    expect(linesOf({ lane: 1, above: [], ends: [], below: [1], begins: [] })).toEqual([{ lane: 1, path: `M${laneX(1)},${ROW / 2} V${ROW}` }])
    expect(linesOf({ lane: 0, above: [0], ends: [], below: [], begins: [] })).toHaveLength(1)
    expect(linesOf({ lane: 0, above: [], ends: [], below: [], begins: [] })).toEqual([])
  })

  it('passes by where a merge joins a lane that goes on', () => {
    const lanes = linesOf({ lane: 0, above: [0, 1], ends: [], below: [0, 1], begins: [1] }).map((one) => one.lane)
    expect(lanes).toEqual([1, 0, 0, 1])
  })

  it('is as wide as its lanes, and no wider than can be looked at', () => {
    expect(widthOf([commit('a')])).toBeLessThan(widthOf([{ ...commit('a'), below: [0, 4] }]))
    expect(widthOf([{ ...commit('a'), lane: 400 }])).toBe(widthOf([{ ...commit('a'), lane: 4000 }]))
  })

  it('draws the rows in sight of a long history', () => {
    expect(windowOf(0, 10 * ROW, 5000)).toEqual([0, 18])
    expect(windowOf(1000 * ROW, 10 * ROW, 5000)).toEqual([992, 1018])
    expect(windowOf(0, 10 * ROW, 3)).toEqual([0, 3])
  })

  it.each([
    ['ArrowDown', -1, 0], ['ArrowDown', 9, 9], ['ArrowUp', 0, 0], ['End', 3, 9], ['Home', 3, 0], ['PageDown', 1, 9], ['x', 1, undefined],
  ])('%s from %i goes to %s', (key, at, to) => {
    expect(stepTo(key, at, 10)).toBe(to)
  })

  it('has each commit once when the pages moved', () => {
    expect(extended([commit('a'), commit('b')], [commit('b'), commit('c')]).map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })
})

describe('addresses of versions', () => {
  it('say what is looked at', () => {
    expect(historyAt('a')).toBe('/versions?commit=a')
    expect(historyAt()).toBe('/versions')
    expect(comparing('a&b')).toBe('/versions/compare?from=a%26b')
    expect(parameter(merging('feature/x').split('?')[1] ?? '', 'branch')).toBe('feature/x')
  })

  it('offer each state once, also one that is not known', () => {
    const graph: Graph = {
      commits: [commit('c1')], more: false, head: 'c1', branch: 'main', uncommitted: [], remotes: [],
      branches: [{ name: 'main', current: true, commit: commit('c1') }], tags: [{ name: 'main', message: '', commit: commit('c1') }],
    }
    const values = (value: string) => optionsOf(graph, value).flatMap((group) => group.items.map((one) => one.value))
    expect(values('')).toEqual(['', 'main', 'c1'])
    expect(values('HEAD~2')).toEqual(['', 'HEAD~2', 'main', 'c1'])
  })
})

describe('a unified diff', () => {
  const DIFF = [
    '--- a/a.yaml', '+++ b/a.yaml', '@@ -1,2 +1,2 @@', ' one', '-two', '+three', '--- /dev/null', '+++ b/new.yaml', '@@ -0,0 +1 @@', '+x',
    '--- a/old.yaml', '+++ /dev/null', '@@ -1 +0,0 @@', '--- y', 'Binary files a/p.png and b/p.png differ', '',
  ].join('\n')

  it('is told by file and line', () => {
    const files = filesOf(DIFF)
    expect(files.map(({ file, what }) => [file, what])).toEqual([
      ['a.yaml', 'changed'], ['new.yaml', 'added'], ['old.yaml', 'removed'], ['p.png', 'changed'],
    ])
    expect(files[0]?.lines.map((one) => one.kind)).toEqual(['place', 'same', 'removed', 'added'])
    expect(files[2]?.lines.map((one) => one.kind)).toEqual(['place', 'removed'])
    expect(filesOf('')).toEqual([])
  })
})

const element = (name: string, edges: [string, string][] = [], parent = ''): Element => ({
  name, type: 'T', section: 'components', parent, values: {}, body: {}, range: { from: 0, to: 0 }, places: new Map(),
  edges: edges.map(([kind, target]) => ({ kind, target, attributes: {} })),
})
const model = (...elements: Element[]): Model => ({ kind: 'Application', name: 'm', values: {}, elements })
const change = (change: Partial<Change>): Change => ({
  text: 'changed', what: 'changed', file: 'a.yaml', element: '', was: '', relation: '', target: '', ...change,
})

describe('two states as one picture', () => {
  it('have what is new, what is gone and what is otherwise', () => {
    const before = model(element('a', [['connectsTo', 'b']]), element('b'), element('c'))
    const after = model(element('a', [['connectsTo', 'd']]), element('c'), element('d'))
    const union = unionOf(before, after, [
      change({ element: 'b', what: 'removed', text: 'removed b' }),
      change({ element: 'd', what: 'added', text: 'added d' }),
      change({ element: 'a', what: 'removed', relation: 'connectsTo', target: 'b', text: 'disconnected a from b' }),
      change({ element: 'a', what: 'added', relation: 'connectsTo', target: 'd', text: 'connected a to d' }),
    ])
    expect(union.model.elements.map((one) => one.name)).toEqual(['a', 'c', 'd', 'b'])
    expect(Object.fromEntries(union.states)).toEqual({ a: 'changed', b: 'removed', d: 'added' })
    expect(Object.fromEntries(union.wires)).toEqual({ [wireId('a', 'connectsTo', 'b')]: 'removed', [wireId('a', 'connectsTo', 'd')]: 'added' })
    expect(union.model.elements[0]?.edges.map((one) => one.target)).toEqual(['d', 'b'])
    expect(union.told.get('a')).toHaveLength(2)
  })

  it('know an element by another name', () => {
    const union = unionOf(model(element('old')), model(element('new')), [change({ element: 'new', was: 'old' })])
    expect([union.model.elements.map((one) => one.name), union.states.get('new')]).toEqual([['new'], 'changed'])
  })

  it('have what stands in something new or gone, and its wires', () => {
    const before = model(element('box'), element('part', [['uses', 'box']], 'box'))
    const union = unionOf(before, model(element('x', [['uses', 'x']])), [change({ element: 'box', what: 'removed' }), change({ element: 'x', what: 'added' })])
    expect([union.states.get('part'), union.states.get('x')]).toEqual(['removed', 'added'])
    expect([union.wires.get(wireId('part', 'uses', 'box')), union.wires.get(wireId('x', 'uses', 'x'))]).toEqual(['removed', 'added'])
  })

  it('may lack the document on one side', () => {
    expect(unionOf(undefined, model(element('a')), []).states.get('a')).toBe('added')
    expect(unionOf(model(element('a')), undefined, []).states.get('a')).toBe('removed')
    expect(unionOf(undefined, undefined, []).model.elements).toEqual([])
  })
})

describe('words', () => {
  it.each([
    ['added x (T)', 'added'], ['connected a to b', 'added'], ['disconnected a from b', 'removed'], ['removed x (T)', 'removed'],
    ['raised memory of scorer from 256 MB to 512 MB', 'changed'],
  ])('%s', (text, what) => {
    expect(whatOf(text)).toBe(what)
  })

  it('are counted', () => {
    expect(tally([{ what: 'added' }, { what: 'added' }, { what: 'changed' }])).toEqual({ added: 2, removed: 0, changed: 1 })
  })
})

const conflict = (id: string): Conflict => ({ id, file: 'a.yaml', element: 'x', what: 'memory', base: '', ours: '', theirs: '', why: '', own: true })
const trial = (told: Partial<Trial>): Trial => ({
  outcome: 'merge', base: '', ours: '', theirs: '', asked: [], conflicts: [], findings: [], errors: [], changes: [], files: [], texts: {}, commit: null, ...told,
})

describe('a merge', () => {
  it('keeps choices, takes them back, and settles the rest', () => {
    const chosen = withChoice({}, '1', { value: '300 MiB' })
    expect(withRest(chosen, [conflict('1'), conflict('2')], 'theirs')).toEqual({ 1: { value: '300 MiB' }, 2: 'theirs' })
    expect(withChoice(chosen, '1', undefined)).toEqual({})
  })

  it.each([
    [trial({ outcome: 'nothing' }), 'Everything of side is on main already.'],
    [trial({ outcome: 'forward', changes: [change({})] }), 'side only goes on from main: it is taken as it is, with 1 change.'],
    [trial({}), 'Everything merges alone: 0 changes on main.'],
    [trial({ asked: [conflict('1')], changes: [change({}), change({})] }), 'Every conflict is settled; the merge makes 2 changes on main.'],
    [trial({ outcome: 'conflicts', asked: [conflict('1'), conflict('2')], conflicts: [conflict('1')] }), '1 conflict of 2 has to be settled.'],
    [trial({ outcome: 'errors' }), 'The merged model would have 0 errors that main has not.'],
  ])('is told in a sentence', (told, text) => {
    expect(toldOf(told, 'side', 'main')).toBe(text)
  })
})

describe('what waits for its branch', () => {
  const typed = { file: 'a.yaml', before: 'one', text: 'two' }
  const held = (more: Partial<Held> = {}): Held => ({ branch: 'main', client: 'c', edits: [], typed: [typed], ...more })

  it('is kept once for each branch and person, the newest text of a document last', () => {
    const all = withHeld([held()], held({ typed: [{ ...typed, text: 'three' }], edits: [{ id: 1, edits: [] }] }))
    expect(all).toEqual([held({ typed: [{ ...typed, text: 'three' }], edits: [{ id: 1, edits: [] }] })])
    expect(withHeld(all, held({ branch: 'side' }))).toHaveLength(2)
    expect(withHeld([], held({ typed: [] }))).toEqual([])
    expect(withoutHeld(all, held())).toEqual([])
    expect(isEmpty(held())).toBe(false)
  })

  it('is typed again where the document is as it was', () => {
    expect(typable([typed], new Map([['a.yaml', 'one']]))).toEqual({ again: [typed], left: [] })
    expect(typable([typed], new Map([['a.yaml', 'two']]))).toEqual({ again: [], left: [] })
    expect(typable([typed], new Map([['a.yaml', 'three']]))).toEqual({ again: [], left: [typed] })
  })
})
