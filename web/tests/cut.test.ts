// Documents read piece by piece are as if they were read whole.
import { describe, expect, it } from 'vitest'
import { cut } from '../src/model/cut'
import { readWhole } from '../src/model/document'
import { documentReader } from '../src/model/reader'
import { vocabulary, type ElementType } from '../src/model/vocabulary'
import { TOLD } from './told'

const TYPE = { name: 'T', relations: [{ kind: 'connectsTo', spellings: ['connectsTo'], scope: 'document' }] } as unknown as ElementType
const WORDS = vocabulary({
  ...TOLD,
  documents: { Application: { help: '', attributes: [], sections: [{ name: 'components', holds: 'T', default: '', required: true, help: '' }, { name: 'groups', holds: 'T', default: 'T', required: false, help: '' }] } },
  types: [TYPE],
})
const HEAD = '# Kept.\nstratum: 1\nkind: Application\nname: plant\ndescription: >\n  Two lines\n  of text.\n'
const PLAIN = `${HEAD}
groups:
  g: {members: [a, b]}
components:
  # Before a.
  a:
    type: T
    connectsTo: [b]
    query: |
      # not a comment
      select 1

  b: {type: T, note: "x: y"}   # Behind b.
  'c c':
    type: T
    contains:
      d: {type: T}
`
const DOCUMENTS: Record<string, string> = {
  plain: PLAIN,
  'four spaces': PLAIN.replaceAll('\n  ', '\n    '),
  anchors: `${HEAD}components:\n  a: &one {type: T}\n  b: *one\n`,
  'in one line': `${HEAD}components: {a: {type: T}, b: {type: T}}\n`,
  empty: `${HEAD}components: {}\n`,
  'without an end': PLAIN.trimEnd(),
  windows: PLAIN.replaceAll('\n', '\r\n'),
  'an odd line': `${HEAD}components:\n  a: {type: T}\n ?\n`,
  'no mapping': 'text\n',
  markers: `---\n${PLAIN}`,
}

describe('a document in pieces', () => {
  it.each(Object.keys(DOCUMENTS))('is read as it is read whole: %s', (name) => {
    const text = DOCUMENTS[name] ?? ''
    expect(documentReader(WORDS)(text)).toEqual(readWhole(WORDS, text))
  })

  it('is cut only where it is written plainly', () => {
    const sections = ['components', 'groups']
    expect(cut(PLAIN, sections)?.pieces.map((piece) => piece.section)).toEqual(['groups', 'components', 'components', 'components'])
    for (const name of ['anchors', 'in one line', 'an odd line', 'no mapping', 'markers']) expect(cut(DOCUMENTS[name] ?? '', sections), name).toBeNull()
  })

  it('keeps the objects of what did not change, and moves what stands elsewhere', () => {
    const read = documentReader(WORDS)
    const before = read(PLAIN)
    const text = PLAIN.replace('note: "x: y"', 'note: longer than before')
    const after = read(text)
    const named = (model: typeof before, name: string) => model.elements.find((one) => one.name === name)
    expect(named(after, 'a')).toBe(named(before, 'a'))
    expect(named(after, 'b')?.values.note).toBe('longer than before')
    expect(named(after, 'd')).not.toBe(named(before, 'd'))
    expect(after).toEqual(readWhole(WORDS, text))
  })
})
