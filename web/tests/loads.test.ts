// What components ask of hosts, as bars of the drawing tell it.
import { expect, it } from 'vitest'
import { askedOf } from '../src/canvas/loads'
import { placesOf } from '../src/canvas/places'
import type { Element } from '../src/model/document'
import { amountOf } from '../src/model/quantities'
import { vocabulary } from '../src/model/vocabulary'
import { TOLD } from './told'

const words = vocabulary(TOLD)
const element = (name: string, values: Record<string, unknown>, host = '', parent = '', section = 'components'): Element => ({
  name, type: 'T', section, parent, values, edges: host ? [{ kind: 'hostedOn', target: host, attributes: {} }] : [], body: {}, range: { from: 0, to: 0 }, places: new Map(),
})
const named = (kind: string, elements: Element[]) => ({ kind, name: 'x', values: {}, elements })

it.each([
  ['512 MiB', 512 * 2 ** 20], ['16 GB', 16e9], ['500 m', 0.5], ['2 cores', 2], [2, 2], ['1.5', 1.5], ['2 parsecs', null], [undefined, null], ['', null], [['1'], null], ['1 toString', null],
])('reads %j as %j', (written, amount) => {
  expect(amountOf(written)).toBe(amount)
})

it('sums up what stands on a host, parts and what the platform put there included', () => {
  const asked = askedOf(words, named('Application', [
    element('a', { requires: { cpu: '500 m', memory: '256 MiB' } }, 'edge-1'),
    element('b', { requires: { cpu: 1 } }),
    element('part', { requires: { memory: '256 MiB' } }, '', 'a'),
    element('nowhere', { requires: { cpu: 8 } }),
    element('silent', {}, 'edge-2'),
  ]), { b: 'edge-1' })
  expect(asked.get('edge-1')).toEqual({ cpu: 1.5, memory: 512 * 2 ** 20, disk: null })
  expect(asked.get('edge-2')).toEqual({ cpu: null, memory: null, disk: null })
  expect(asked.size).toBe(2)
})

it('reads what a host offers', () => {
  const [place] = placesOf(words, named('Infrastructure', [element('edge-1', { cpu: 2, memory: '2 GiB', disk: '16 GB' }, '', '', 'hosts')]))
  expect(place?.offered).toEqual({ cpu: 2, memory: 2 ** 31, disk: 16e9 })
})
