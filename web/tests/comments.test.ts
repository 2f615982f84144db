import { describe, expect, it } from 'vitest'
import { completed, identityOf, open, placed, wished, type Thread } from '../src/shared/comments/comments'

const thread = (id: number, element: string, before: string[] = [], resolved = ''): Thread => ({ id, file: 'a.yaml', element, before, resolved, remarks: [] })
const element = (name: string, id?: string) => ({ name, body: id === undefined ? {} : { id } })
const ids = (threads: Thread[] = []) => threads.map((one) => one.id)

describe('comments', () => {
  it('stand with the element of their identity', () => {
    const found = placed([thread(1, 'broker'), thread(2, 'e-1'), thread(3, '')], [element('broker'), element('hub', 'e-1')])
    expect(ids(found.get('broker'))).toEqual([1])
    expect(ids(found.get('e-1'))).toEqual([2])
    expect(ids(found.get(''))).toEqual([3])
    expect(identityOf(element('hub', 'e-1'))).toBe('e-1')
  })

  it('find back to a former name, or to the document', () => {
    const found = placed([thread(1, 'new', ['old', 'older']), thread(2, 'gone')], [element('older'), element('old')])
    expect(ids(found.get('old'))).toEqual([1])
    expect(ids(found.get(''))).toEqual([2])
  })

  it('are open until they are settled', () => {
    expect(ids(open([thread(1, 'a'), thread(2, 'a', [], 'ada')]))).toEqual([1])
    expect(open()).toEqual([])
  })

  it('offer names behind an @', () => {
    expect(wished('hello @a', 8)).toBe('a')
    expect(wished('(@', 2)).toBe('')
    expect(wished('mail@a', 6)).toBeNull()
    expect(wished('@ada now', 8)).toBeNull()
    expect(completed('hi @a there', 5, 'ada')).toBe('hi @ada there')
  })
})
