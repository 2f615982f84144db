// The client of the live session, over a connection whose other end is here.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Submissions } from '../src/shared/session/waiting'
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
  told: 'state', seq: 1, saved: 1, document, whole: true, update: encoded(encodeStateAsUpdate(doc)), branch: document, you: 'Ada', here: 1,
})

/** A session that has begun with a document of one text. */
function begun(doc: Doc, client = 'c') {
  const session = new LiveSession(client, 'Ada')
  session.open()
  Line.last.onopen()
  Line.last.tell(stateOf('main', doc))
  return session
}

const updates = (line: Line) => line.said.flatMap((one) => (one.do === 'update' ? [one] : []))

/** What was told to the rest of the page. */
let heard: string[] = []

beforeEach(() => {
  heard = []
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Line)
  const kept = new Map<string, string>()
  const sessionStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  vi.stubGlobal('window', { location: { protocol: 'http:', host: 'here' }, sessionStorage, dispatchEvent: ({ type }: Event) => heard.push(type) })
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

describe('which documents there are', () => {
  const changing = (doc: Doc, seq: number, text: string) => {
    doc.getMap<Text>('files').set('b.yaml', new Text(text))
    Line.last.tell({ told: 'update', seq, by: 'Bob', update: encoded(encodeStateAsUpdate(doc)) })
  }

  it('is asked for again once another one, or another name, is in the files', () => {
    const doc = documentOf('name: a\n')
    begun(doc)
    const before = heard.length
    changing(doc, 2, 'kind: Application\nname: b\n')
    expect(heard).toHaveLength(before)
    Line.last.tell({ told: 'saved', seq: 2 })
    expect(heard.slice(before)).toEqual(['stratum:moved'])
    changing(doc, 3, 'kind: Application\nname: c\n')
    Line.last.tell({ told: 'saved', seq: 3 })
    expect(heard).toHaveLength(before + 2)
  })

  it('is not asked for where something inside of one is another', () => {
    const doc = documentOf('name: a\n')
    begun(doc)
    changing(doc, 2, 'name: b\n')
    Line.last.tell({ told: 'saved', seq: 2 })
    const before = heard.length
    changing(doc, 3, 'name: b\nhosts: {}\n')
    Line.last.tell({ told: 'saved', seq: 3 })
    expect(heard).toHaveLength(before)
  })
})

const EDIT = { edit: 'RemoveElement', file: FILE, element: 'a' }

describe('an edit', () => {
  it('waits until it is answered, over a lost connection too', () => {
    const doc = documentOf('one\n')
    const session = begun(doc)
    void session.submit([EDIT])
    expect(session.get().waiting).toBe(true)
    Line.last.onclose({ code: 1006 })
    vi.runOnlyPendingTimers()
    Line.last.onopen()
    Line.last.tell(stateOf('main', doc))
    expect(session.get()).toMatchObject({ link: 'open', waiting: true })
    Line.last.tell({ told: 'done', id: 1, seq: 2 })
    expect(session.get().waiting).toBe(false)
  })

  it('that is refused waits no longer', () => {
    const session = begun(documentOf('one\n'))
    void session.submit([EDIT])
    Line.last.tell({ told: 'refused', id: 1, findings: [] })
    expect(session.get().waiting).toBe(false)
  })
})
const edits = (line: Line) => line.said.flatMap((one) => (one.do === 'edits' ? [one] : []))

/** The connection is lost, and comes back to a branch with a document. */
function again(branch: string, doc: Doc) {
  Line.last.onclose({ code: 1012 })
  vi.runOnlyPendingTimers()
  Line.last.onopen()
  Line.last.tell(stateOf(branch, doc))
}

describe('what was done on a branch that is left', () => {
  it('waits for that branch, and is sent to no other', async () => {
    const session = begun(documentOf('one\n'))
    const outcome = session.submit([EDIT])
    session.type(FILE, 'one two\n')
    again('side', documentOf('one\n'))
    vi.runOnlyPendingTimers()
    expect(await outcome).toMatchObject({ done: false, findings: [{ code: 'held' }] })
    expect([...edits(Line.last), ...updates(Line.last)]).toEqual([])
    expect(session.get().drafts.size).toBe(0)
    expect(session.get().held).toEqual([
      { branch: 'main', client: 'c', edits: [{ id: 1, edits: [EDIT] }], typed: [{ file: FILE, before: 'one\n', text: 'one two\n' }] },
    ])
  })

  it('is sent under the same number when the branch is back, and typed again', async () => {
    const session = begun(documentOf('one\n'))
    void session.submit([EDIT])
    session.type(FILE, 'one two\n')
    again('side', documentOf('side\n'))
    await Promise.resolve()
    again('main', documentOf('one\n'))
    expect(edits(Line.last)).toEqual([{ do: 'edits', id: 1, edits: [EDIT] }])
    expect(updates(Line.last)).toHaveLength(1)
    expect(session.get()).toMatchObject({ held: [], drafts: new Map([[FILE, 'one two\n']]) })
  })

  it('goes on waiting where the text is another one by now, and is let go of when asked', () => {
    const session = begun(documentOf('one\n'))
    session.type(FILE, 'one two\n')
    again('side', documentOf('side\n'))
    again('main', documentOf('three\n'))
    expect(session.get().drafts.size).toBe(0)
    const [held] = session.get().held
    expect(held?.typed).toHaveLength(1)
    if (held) session.drop(held)
    expect(session.get().held).toEqual([])
  })

  it('is offered to the next session where nobody could be reached, and done when asked', async () => {
    const first = begun(documentOf('one\n'))
    Line.last.onclose({ code: 1006 })
    void first.submit([EDIT])
    first.close()
    const session = begun(documentOf('one\n'), 'd')
    expect(edits(Line.last)).toEqual([])
    const [held] = session.get().held
    if (!held) throw new Error('nothing is held')
    const given = session.give(held)
    expect(edits(Line.last)).toEqual([{ do: 'edits', id: 1, edits: [EDIT] }])
    Line.last.tell({ told: 'refused', id: 1, findings: [{ ...FINDING, message: 'a is not there' }] })
    expect(await given).toBe('a is not there')
    expect(session.get().held).toEqual([held])
  })
})

const FINDING = {
  code: 'x', severity: 'error' as const, element: '', message: '', position: '', required: '', available: '', fix: '', fixes: [],
}

it('says nothing that is more than the server takes', async () => {
  const said: unknown[] = []
  const waiting = new Submissions(() => undefined)
  const outcome = await waiting.add({ do: 'update', update: 'x'.repeat(1_000_000) }, (one) => said.push(one))
  expect([outcome.done, outcome.findings[0]?.code, said, waiting.all()]).toEqual([false, 'live-too-large', [], []])
})

describe('pointers of others', () => {
  const told = (x: number, element: string | null = null): Told => ({
    told: 'presence',
    people: [{ here: 2, name: 'Bo', state: { file: FILE, element, pointer: { file: FILE, inside: '', x, y: 0 } } }],
  })

  it('move without a word to who shows anything else', () => {
    const session = begun(documentOf('one\n'))
    Line.last.tell(told(1))
    let changes = 0
    session.subscribe(() => changes++)
    Line.last.tell(told(2))
    Line.last.tell(told(3))
    expect(changes).toBe(0)
    expect(session.pointers.get()).toEqual([{ here: 2, name: 'Bo', file: FILE, inside: '', x: 3, y: 0 }])
    Line.last.tell(told(3, 'pump'))
    expect(changes).toBe(1)
    expect(session.get().people[0]?.state).toEqual({ file: FILE, element: 'pump' })
  })

  it('are gone with the connection', () => {
    const session = begun(documentOf('one\n'))
    Line.last.tell(told(1))
    Line.last.onclose({ code: 1012 })
    expect(session.pointers.get()).toEqual([])
    expect(session.get().people).toEqual([])
  })
})
