// What is typed in the session: where it differs, and what becomes of it when others change the same texts.
import { describe, expect, it } from 'vitest'
import { Doc, encodeStateAsUpdate, applyUpdate, Text } from 'yjs'
import { decoded, encoded } from '../src/shared/session/protocol'
import { byLines, differing } from '../src/shared/session/splice'
import { SharedTexts } from '../src/shared/session/texts'

describe('the part in which two texts differ', () => {
  it.each([
    ['', 'a'],
    ['a', ''],
    ['abc', 'abc'],
    ['aaa', 'aa'],
    ['name: a\n', 'name: b\n'],
    ['x 🙂 y', 'x 🙃 y'],
    ['🙂', '🙂🙂'],
    ['🙂🙃', '🙃'],
  ])('turns %j into %j', (before, after) => {
    const { start, removed, added } = differing(before, after)
    expect(before.slice(0, start) + added + before.slice(start + removed)).toBe(after)
    const units = (text: string) => /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)
    expect([before.slice(0, start), added, before.slice(start, start + removed)].some(units)).toBe(false)
  })
})

it('bytes survive the way over the connection', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect(decoded(encoded(bytes))).toEqual(bytes)
})

/** A server that has one file. */
function server(text: string) {
  const doc = new Doc()
  const files = doc.getMap<Text>('files')
  files.set('a.yaml', new Text(text))
  return {
    all: () => encodeStateAsUpdate(doc),
    take: (update: Uint8Array) => applyUpdate(doc, update),
    insert: (at: number, added: string) => files.get('a.yaml')?.insert(at, added),
    text: () => files.get('a.yaml')?.toString(),
  }
}

describe('typed text', () => {
  const begun = (text: string) => {
    const there = server(text)
    const here = new SharedTexts()
    here.replace(there.all())
    return { there, here }
  }

  it('is a draft until it is taken', () => {
    const { there, here } = begun('one\n')
    here.type('a.yaml', 'one two\n')
    expect([here.texts().get('a.yaml'), here.drafts().get('a.yaml')]).toEqual(['one\n', 'one two\n'])
    const sent = here.beyond()
    there.take(sent)
    here.take(sent)
    expect([here.texts().get('a.yaml'), here.drafts().size, there.text()]).toEqual(['one two\n', 0, 'one two\n'])
  })

  it('stays beside what others do', () => {
    const { there, here } = begun('one\n')
    here.type('a.yaml', 'one two\n')
    there.insert(0, 'zero ')
    here.take(there.all())
    expect([here.texts().get('a.yaml'), here.drafts().get('a.yaml')]).toEqual(['zero one\n', 'zero one two\n'])
  })

  it('has places that stay with the text around them', () => {
    const { there, here } = begun('one two\n')
    const place = here.placeAt('a.yaml', 4)
    there.insert(0, 'zero ')
    here.take(there.all())
    expect(here.offsetOf('a.yaml', place)).toBe(9)
    here.type('a.yaml', 'zero one my two\n')
    expect(here.offsetOf('a.yaml', place)).toBe(12)
    const { here: other } = begun('one\n')
    expect([other.offsetOf('a.yaml', place), other.offsetOf('a.yaml', 'no place'), other.placeAt('b.yaml', 0)]).toEqual([null, null, ''])
  })

  it('stays when the document begins anew with the same text', () => {
    const { here } = begun('one\n')
    here.type('a.yaml', 'one two\n')
    here.replace(server('one\n').all())
    expect([here.texts().get('a.yaml'), here.drafts().get('a.yaml')]).toEqual(['one\n', 'one two\n'])
  })

  it('is lost when the document begins anew with another text, and nothing of it is sent', () => {
    const { here } = begun('one\n')
    here.type('a.yaml', 'one two\n')
    const there = server('one\nthree\n')
    here.replace(there.all())
    expect([here.texts().get('a.yaml'), here.drafts().size]).toEqual(['one\nthree\n', 0])
    there.take(here.beyond())
    expect(there.text()).toBe('one\nthree\n')
  })

  it('can be taken back, and leaves nothing to send', () => {
    const { there, here } = begun('one\n')
    here.type('a.yaml', 'two\n')
    here.revert()
    expect(here.drafts().size).toBe(0)
    there.take(here.beyond())
    expect(there.text()).toBe('one\n')
  })
})

describe('a change by lines', () => {
  const by = (before: string, after: string) => byLines(before, differing(before, after))

  it('stands before the line that begins like it', () => {
    expect(by('a\n# firs', 'a\n# first\n# firs')).toEqual({ start: 2, removed: 0, added: '# first\n' })
    expect(by('# ', '# first\n# ')).toEqual({ start: 0, removed: 0, added: '# first\n' })
  })

  it('is the change itself where no whole lines are put in', () => {
    for (const [before, after] of [['# firs', '# firs# first\n'], ['abc', 'abbc'], ['a\nb', 'a\nc'], ['a\n', 'a\n']] as const) {
      expect(by(before, after)).toEqual(differing(before, after))
    }
  })

  it('leads to the same text', () => {
    const texts = ['', 'a', 'a\n', 'a\na', 'a\na\n', 'a\nab\na', 'ab\nab\n', 'ab\na\nab\n', '\n\n', '\na\n']
    for (const before of texts) {
      for (const after of texts) {
        const { start, removed, added } = by(before, after)
        expect(before.slice(0, start) + added + before.slice(start + removed)).toBe(after)
      }
    }
  })
})
