// The client of the live session: one WebSocket, what waits to be answered, and the texts.
import { decoded, encoded, type Said, type Submission, type Told } from './protocol'
import { SIGNED_OUT } from '../api/client'
import type { Edit } from '../api/types'
import { START, type Outcome, type Presence, type Session, type SessionState } from './session'
import { SharedTexts } from './texts'
import { Submissions } from './waiting'

const RETRY_MS = 1000
/** Close code of a connection that may not go on: perhaps its person was signed out. */
const SENT_AWAY = 1008
/** How long typing pauses before what is typed is sent. */
const PAUSE_MS = 350

const address = () => `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/api/session`

/** A random id; also where the page is not in a secure context. */
export const randomId = () => encoded(crypto.getRandomValues(new Uint8Array(12)))

export class LiveSession implements Session {
  private state = START
  private readonly listeners = new Set<() => void>()
  private socket: WebSocket | null = null
  private retry: ReturnType<typeof setTimeout> | undefined
  private pause: ReturnType<typeof setTimeout> | undefined
  private readonly texts = new SharedTexts()
  private document = ''
  /** What was sent of the texts and is not answered; empty for nothing. */
  private sent = ''
  private presence: Presence = {}
  private readonly waiting = new Submissions()

  constructor(
    private readonly client: string,
    private name: string,
  ) {}

  readonly get = () => this.state

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open() {
    const socket = new WebSocket(address())
    this.socket = socket
    socket.onopen = () => this.greet()
    socket.onmessage = (message) => this.hear(JSON.parse(message.data as string) as Told)
    socket.onclose = ({ code }) => this.lost(socket, code)
  }

  /** Ends the session; what is typed is sent before. */
  close() {
    clearTimeout(this.retry)
    clearTimeout(this.pause)
    const update = encoded(this.texts.beyond())
    if (this.texts.drafts().size > 0 && update !== this.sent) void this.send({ do: 'update', update })
    const { socket } = this
    this.socket = null
    // A browser complains of a connection that is closed before it is there.
    if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close()
    else socket?.close()
  }

  readonly submit = (edits: Edit[]) => this.send({ do: 'edits', edits })
  readonly undo = () => this.send({ do: 'undo' })
  readonly redo = () => this.send({ do: 'redo' })

  type(file: string, text: string) {
    this.texts.type(file, text)
    this.set({ drafts: this.texts.drafts() })
    clearTimeout(this.pause)
    this.pause = setTimeout(() => this.sendTyped(), PAUSE_MS)
  }

  revert() {
    clearTimeout(this.pause)
    this.texts.revert()
    this.set({ drafts: new Map(), refused: [] })
  }

  show(presence: Presence) {
    this.presence = presence
    this.say({ do: 'presence', state: presence })
  }

  rename(name: string) {
    this.name = name
    this.greet()
  }

  private set(change: Partial<SessionState>) {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }

  private say(said: Said) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(said))
  }

  private greet() {
    const { client, name, document } = this
    this.say({ do: 'hello', client, name, document, vector: document ? encoded(this.texts.vector()) : '' })
  }

  private lost(socket: WebSocket, code: number) {
    if (this.socket !== socket) return
    if (code === SENT_AWAY) window.dispatchEvent(new Event(SIGNED_OUT))
    this.set({ link: 'lost', people: [] })
    this.retry = setTimeout(() => this.open(), RETRY_MS)
  }

  private send(submission: Submission): Promise<Outcome> {
    return this.waiting.add(submission, (said) => this.say(said))
  }

  /** Sends what is typed and not taken, one part at a time. */
  private sendTyped() {
    if (this.sent) return
    if (this.texts.drafts().size === 0) {
      this.set({ refused: [] })
      return
    }
    const update = encoded(this.texts.beyond())
    this.sent = update
    void this.send({ do: 'update', update }).then(({ done, findings }) => {
      this.sent = ''
      this.set({ refused: done ? [] : findings })
      // What was typed meanwhile has not been sent.
      if (encoded(this.texts.beyond()) !== update && this.texts.drafts().size > 0) this.sendTyped()
    })
  }

  private hear(told: Told) {
    if (told.told === 'state') this.begin(told)
    else if (told.told === 'update') this.changed(told.seq, decoded(told.update))
    else if (told.told === 'done') this.waiting.answered(told.id, { done: true, findings: [] })
    else if (told.told === 'refused') this.waiting.answered(told.id, { done: false, findings: told.findings })
    else if (told.told === 'saved') this.set({ saved: told.seq, trouble: '' })
    else if (told.told === 'presence') this.set({ people: told.people.filter((one) => one.client !== this.client) })
    else if (told.told === 'trouble') this.set({ trouble: [told.problem, told.hint].filter(Boolean).join('; ') })
  }

  private begin(told: Extract<Told, { told: 'state' }>) {
    this.document = told.document
    if (told.whole) {
      this.texts.replace(decoded(told.update))
      this.waiting.dropTyped()
    } else this.texts.take(decoded(told.update))
    const { seq, saved, you } = told
    this.set({ link: 'open', trouble: '', seq, saved, you, texts: this.texts.texts(), drafts: this.texts.drafts() })
    for (const said of this.waiting.all()) this.say(said)
    this.show(this.presence)
    this.sendTyped()
  }

  private changed(seq: number, update: Uint8Array) {
    this.texts.take(update)
    this.set({ seq, texts: this.texts.texts(), drafts: this.texts.drafts() })
    if (this.state.refused.length > 0) this.sendTyped()
  }
}
