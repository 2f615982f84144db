// The outline as a tree of rows that keys walk through.
import { describe, expect, it } from 'vitest'
import type { Element } from '../src/model/document'
import { vocabulary, type ElementType } from '../src/model/vocabulary'
import { moveElement } from '../src/features/editor/edits'
import { holdersOf, rowsOf, stepOf } from '../src/features/editor/outlineRows'
import { TOLD } from './told'

const type = (name: string, contains: string[]): ElementType => ({
  name, help: '', parent: '', ancestors: [name], abstract: false, substitutes: [], role: '', modelOnly: '', attributes: [], relations: [],
  contains: contains.map((one) => ({ type: one, minimum: 0, maximum: null, uses: [] })), provides: [],
})
const element = (name: string, parent = '', of = 'Box', section = 'components'): Element => ({
  name, type: of, section, parent, values: {}, edges: [], body: {}, range: { from: 0, to: 0 }, places: new Map(),
})
const section = (name: string) => ({ name, holds: 'Box', default: 'Box', required: false, help: '' })
const words = vocabulary({
  ...TOLD, types: [type('Box', ['Box', 'Pump']), type('Pump', [])],
  documents: { Application: { help: '', attributes: [], sections: [section('components'), section('others')] } },
})
const model = {
  kind: 'Application', name: 'plant', values: {},
  elements: [element('z', '', 'Pump', 'others'), element('a'), element('b', 'a'), element('p', 'b', 'Pump'), element('c')],
}
const OPEN: ReadonlySet<string> = new Set()
const rows = rowsOf(words, model, OPEN)

describe('the outline', () => {
  it('tells of each row how deep it is, and its place among those beside it', () => {
    expect(rows.map(({ element: { name }, level, position, beside, parts }) => [name, level, position, beside, parts])).toEqual([
      ['a', 1, 1, 3, 1], ['b', 2, 1, 1, 1], ['p', 3, 1, 1, 0], ['c', 1, 2, 3, 0], ['z', 1, 3, 3, 0],
    ])
    expect(rowsOf(words, model, new Set(['a'])).map((row) => row.element.name)).toEqual(['a', 'c', 'z'])
  })

  it.each([
    ['a', 'ArrowDown', { to: 'b' }], ['b', 'ArrowUp', { to: 'a' }], ['a', 'ArrowUp', null], ['p', 'Home', { to: 'a' }], ['a', 'End', { to: 'z' }],
    ['a', 'ArrowRight', { to: 'b' }], ['a', 'ArrowLeft', { turn: 'a' }], ['p', 'ArrowLeft', { to: 'b' }], ['c', 'ArrowRight', null], ['a', 'x', null],
  ])('goes from %s by %s', (name, key, step) => {
    expect(stepOf(rows, name, key, OPEN)).toEqual(step)
  })

  it('opens what is closed', () => {
    expect(stepOf(rowsOf(words, model, new Set(['a'])), 'a', 'ArrowRight', new Set(['a']))).toEqual({ turn: 'a' })
  })

  it('offers what may contain an element, never itself or its own parts', () => {
    const named = (name: string) => holdersOf(words, model, model.elements.find((one) => one.name === name) ?? element(name))
    expect([named('a'), named('b'), named('p')]).toEqual([['c'], ['a', 'c'], ['a', 'b', 'c']])
    expect(moveElement('plant.yaml', 'p', 'c')).toEqual({ edit: 'MoveElement', file: 'plant.yaml', element: 'p', into: 'c', before: '' })
  })
})
