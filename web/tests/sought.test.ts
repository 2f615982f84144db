// Elements that are found by what is said of them.
import { describe, expect, it } from 'vitest'
import type { Element } from '../src/model/document'
import type { Located } from '../src/features/editor/findings'
import { foundIn, saidOf, soughtBy } from '../src/features/editor/sought'

const element = (name: string, values: Record<string, unknown>): Element => ({
  name, type: 'Pump', section: 'components', parent: '', values, edges: [], body: {}, range: { from: 0, to: 0 }, places: new Map(),
})
const finding: Located = {
  code: 'capacity-memory', severity: 'error', element: 'app/a', message: 'There is not enough room.', position: '', required: '', available: '', fix: '', fixes: [], owner: 'a', key: '',
}
const elements = [element('a', { requires: { memory: '64 MiB' } }), element('memory-b', {}), element('c', { topics: ['readings', 'alarms'] })]
const filter = foundIn(soughtBy(elements, [finding]))
const options = elements.map(({ name }) => ({ value: name, label: name }))
const find = (search: string, limit = 60) => filter({ options, search, limit }).map((one) => ('value' in one ? one.value : ''))

describe('finding', () => {
  it('tells what is said of an element in words', () => {
    expect(elements.flatMap(saidOf)).toEqual(['requires: memory: 64 MiB', 'topics: readings, alarms'])
  })

  it.each([
    ['', ['a', 'memory-b', 'c']], ['alarms', ['c']], ['64 mib', ['a']], ['Topics READ', ['c']], ['capacity-', ['a']], ['enough room', ['a']], ['nothing', []],
  ])('leads by %j to %j', (search, names) => {
    expect(find(search)).toEqual(names)
  })

  it('has those first whose names have the words', () => {
    expect([find('memory'), find('memory', 1)]).toEqual([['memory-b', 'a'], ['memory-b']])
  })
})
