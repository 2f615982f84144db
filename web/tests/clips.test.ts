// Elements as YAML and back.
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { clipOf, elementsIn } from '../src/features/editor/clips'
import type { Element } from '../src/model/document'

const element = (name: string, body: Record<string, unknown>, parent = ''): Element => ({
  name, type: 'T', section: 'components', parent, values: {}, edges: [], body, range: { from: 0, to: 0 }, places: new Map(),
})

describe('a clip', () => {
  const a = element('a', { type: 'T', contains: { p: { type: 'P' } }, connectsTo: ['b', { to: 'c', maxLatency: '5 ms' }] })
  const all = [a, element('p', { type: 'P' }, 'a'), element('b', {})]

  it('holds what is chosen once, also where a part of it is chosen too', () => {
    expect(parse(clipOf(all))).toEqual({ components: { a: a.body, b: {} } })
  })

  it('comes back as what it was', () => {
    const back = elementsIn(clipOf(all), () => 'Usual')
    expect(back.map(({ name, type, section, body }) => [name, type, section, body])).toEqual([
      ['a', 'T', 'components', a.body],
      ['b', 'Usual', 'components', {}],
    ])
  })

  it.each(['', 'no: yaml: here', '- a', 'components: text', '<b>x</b>', '{components: {a: 1}}', '"'])('is not what %j says', (text) => {
    expect(elementsIn(text, () => '')).toEqual([])
  })
})
