// Elements that go into a document which has not all that their relations lead to.
import { describe, expect, it } from 'vitest'
import type { Element } from '../src/model/document'
import { vocabulary, type ElementType, type RelationType } from '../src/model/vocabulary'
import { pasted } from '../src/features/editor/sheet/copying'
import { completed, lackingOf, leftOut, refusal } from '../src/features/editor/sheet/lacking'
import { bodyOf } from '../src/model/blank'
import { TOLD } from './told'

const relation = (kind: string, minimum: number): RelationType => ({
  kind, spellings: [kind, `${kind}s`], help: '', targets: [{ type: 'T', minimum: 0, maximum: null, uses: [] }], minimum, maximum: null, scope: 'document', attributes: [],
})
const T: ElementType = {
  name: 'T', help: '', parent: '', ancestors: ['T'], abstract: false, substitutes: [], role: '', modelOnly: '', attributes: [],
  relations: [relation('connectsTo', 0), relation('input', 1)], contains: [], provides: [],
}
const words = vocabulary({ ...TOLD, types: [T] })
const element = (name: string, body: Record<string, unknown>): Element => ({
  name, type: 'T', section: 'components', parent: '', values: {}, edges: [], body, range: { from: 0, to: 0 }, places: new Map(),
})
const model = { kind: 'Application', name: 'other', values: {}, elements: [element('here', {})] }
const paste = (...copied: Element[]) => pasted('other.yaml', copied, model.elements, () => ['connectsTo', 'input', 'inputs'])

describe('what is pasted elsewhere', () => {
  it('tells the relations that it goes without', () => {
    const { left, edits } = paste(element('pump', { connectsTo: ['valve', 'here'], input: 'here' }))
    expect(left).toEqual([{ element: 'pump', type: 'T', relation: 'connectsTo', target: 'valve', kept: 1 }])
    expect([leftOut(left), lackingOf(words, left), edits[0]?.body]).toEqual(['Left out: connectsTo valve.', [], '{connectsTo: [here], input: here}'])
  })

  it('tells nothing where all is there', () => {
    expect(leftOut(paste(element('pump', { input: 'here' })).left)).toBe('')
  })

  it('becomes a new element that is asked for what it cannot be without, all else kept', () => {
    const copied = element('pump', { type: 'T', input: 'gone', connectsTo: [{ to: 'here', maxLatency: '5 ms' }], note: 'x' })
    const told = paste(copied)
    const lacking = lackingOf(words, told.left)
    const made = completed({ words, model }, [copied], told, lacking)
    expect([made?.name, made?.targets]).toEqual(['pump', { input: ['here'] }])
    expect(made && bodyOf(made, '')).toEqual({ type: 'T', input: 'here', connectsTo: [{ to: 'here', maxLatency: '5 ms' }], note: 'x' })
  })

  it('is refused where several are pasted and one is not whole', () => {
    const copied = [element('pump', { input: 'gone' }), element('tank', { input: 'pump' })]
    const told = paste(...copied)
    const lacking = lackingOf(words, told.left)
    expect(completed({ words, model }, copied, told, lacking)).toBeNull()
    expect(refusal(lacking)).toBe('Refused: pump needs input gone, which is not here. Copy that too.')
  })
})
