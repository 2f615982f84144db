// The client of the live session, over a connection whose other end is here.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, Text } from 'yjs'
import { LiveSession } from '../src/shared/session/live'
import { decoded, encoded, type Said, type Told } from '../src/shared/session/protocol'

/** The browser's side of a connection. */
class Line {
  static readonly OPEN = 1
  static last: Line
  readonly said: Said[] = []
  readyState = Line.OPEN
  onopen = () => {}
  onmessage = (_: { data: string }) => {}
  onclose = (_: { code: number }) => {}

  constructor() {
    Line.last = this
  }

  send(text: string) {
    this.said.push(JSON.parse(text) as Said)
  }

  close() {
    this.readyState = 3
  }

  tell(told: Told) {
    this.onmessage({ data: JSON.stringify(told) })
  }
}

const FILE = 'a.yaml'

function documentOf(text: string): Doc {
  const doc = new Doc()
  doc.getMap<Text>('files').set(FILE, new Text(text))
  return doc
}

const stateOf = (document: string, doc: Doc): Told => ({
  told: 'state', seq: 1, saved: 1, document, whole: true, update: encoded(encodeStateAsUpdate(doc)), branch: document, you: 'Ada',
})

/** A session that has begun with a document of one text. */
function begun(doc: Doc) {
  const session = new LiveSession('c', 'Ada')
  session.open()
  Line.last.onopen()
  Line.last.tell(stateOf('main', doc))
  return session
}

const updates = (line: Line) => line.said.flatMap((one) => (one.do === 'update' ? [one] : []))

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Line)
  vi.stubGlobal('window', { location: { protocol: 'http:', host: 'here' } })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('typed text', () => {
  it('is sent when typing pauses', () => {
    const session = begun(documentOf('one\n'))
    session.type(FILE, 'one two\n')
    expect(updates(Line.last)).toEqual([])
    vi.runOnlyPendingTimers()
    expect(updates(Line.last)).toHaveLength(1)
  })

  it('is sent before the session is closed', () => {
    const doc = documentOf('one\n')
    const session = begun(doc)
    session.type(FILE, 'one two\n')
    session.close()
    for (const { update } of updates(Line.last)) applyUpdate(doc, decoded(update))
    expect(doc.getMap<Text>('files').get(FILE)?.toString()).toBe('one two\n')
  })

  it('that waits to be answered does not go to another document', async () => {
    const session = begun(documentOf('one\n'))
    session.type(FILE, 'one two\n')
    vi.runOnlyPendingTimers()
    Line.last.onclose({ code: 1012 })
    vi.runOnlyPendingTimers()
    Line.last.onopen()
    Line.last.tell(stateOf('next', documentOf('other\n')))
    await Promise.resolve()
    expect(updates(Line.last)).toEqual([])
    expect(session.get()).toMatchObject({ drafts: new Map(), refused: [] })
    session.type(FILE, 'other two\n')
    vi.runOnlyPendingTimers()
    expect(updates(Line.last)).toHaveLength(1)
  })
})
