// The client of the live session: one WebSocket, what waits to be answered, and the texts.
import { decoded, encoded, type Submission, type Told } from './protocol'
import { Company } from './company'
import { Connection } from './connection'
import { moved } from '../api/revision'
import type { Edit } from '../api/types'
import type { Held } from './held'
import { Keeping } from './keeping'
import { Names } from './names'
import { START, type Outcome, type Presence, type Session, type SessionState } from './session'
import { SharedTexts } from './texts'
import { Submissions } from './waiting'

/** How long typing pauses before what is typed is sent. */
const PAUSE_MS = 350

/** Who changes what other programs change. */
const DISK = 'disk'

export class LiveSession implements Session {
  private state: SessionState
  private readonly listeners = new Set<() => void>()
  private pause: ReturnType<typeof setTimeout> | undefined
  private readonly texts = new SharedTexts()
  private document = ''
  /** What was sent of the texts and is not answered; empty for nothing. */
  private sent = ''
  private readonly company = new Company((state) => this.connection.say({ do: 'presence', state }), (people) => this.set({ people }))
  readonly pointers = this.company.pointers
  private readonly names = new Names()
  private readonly waiting = new Submissions(() => this.set({}))
  private readonly keeping: Keeping
  private readonly connection = new Connection({
    opened: () => this.greet(),
    told: (told) => this.hear(told),
    lost: () => {
      this.company.hear([])
      this.set({ link: 'lost' })
    },
  })

  constructor(
    private readonly client: string,
    private name: string,
  ) {
    this.keeping = new Keeping(client, this.texts, this.waiting, (held) => this.set({ held }))
    this.state = { ...START, held: this.keeping.all() }
  }

  readonly get = () => this.state

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open() {
    this.connection.open()
  }

  /** Ends the session; what is typed is sent before. */
  close() {
    clearTimeout(this.pause)
    const update = encoded(this.texts.beyond())
    if (this.texts.drafts().size > 0 && update !== this.sent) void this.send({ do: 'update', update })
    this.keep()
    this.connection.close()
  }

  /** Puts by what could not be said, where nobody can be reached. */
  keep() {
    if (this.document !== '' && this.state.link !== 'open') this.keeping.setAside(this.state.branch)
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

  readonly give = (held: Held) => this.keeping.give(held, this)
  readonly drop = (held: Held) => this.keeping.drop(held)

  readonly show = (presence: Presence) => this.company.show(presence)

  readonly placeAt = (file: string, offset: number) => this.texts.placeAt(file, offset)
  readonly offsetOf = (file: string, place: string) => this.texts.offsetOf(file, place)

  rename(name: string) {
    this.name = name
    this.greet()
  }

  private set(change: Partial<SessionState>) {
    this.state = { ...this.state, ...change, waiting: this.waiting.any() }
    if (change.saved !== undefined) this.names.saved(this.state)
    for (const listener of this.listeners) listener()
  }

  private greet() {
    const { client, name, document } = this
    this.connection.say({ do: 'hello', client, name, document, vector: document ? encoded(this.texts.vector()) : '' })
  }

  private send(submission: Submission): Promise<Outcome> {
    return this.waiting.add(submission, (said) => this.connection.say(said))
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
      this.set({ refused: done || this.texts.drafts().size === 0 ? [] : findings })
      // What was typed meanwhile has not been sent.
      if (encoded(this.texts.beyond()) !== update && this.texts.drafts().size > 0) this.sendTyped()
    })
  }

  private hear(told: Told) {
    if (told.told === 'state') this.begin(told)
    else if (told.told === 'update') this.changed(told)
    else if (told.told === 'done') this.waiting.answered(told.id, { done: true, findings: [] })
    else if (told.told === 'refused') this.waiting.answered(told.id, { done: false, findings: told.findings })
    else if (told.told === 'saved') this.set({ saved: told.seq, trouble: '' })
    else if (told.told === 'committed') moved()
    else if (told.told === 'presence') this.company.hear(told.people)
    else if (told.told === 'comments') this.set({ commented: this.state.commented + 1 })
    else if (told.told === 'trouble') this.set({ trouble: [told.problem, told.hint].filter(Boolean).join('; ') })
  }

  private begin(told: Extract<Told, { told: 'state' }>) {
    if (this.document !== '' && told.branch !== this.state.branch) {
      this.keeping.setAside(this.state.branch)
      moved()
    }
    this.document = told.document
    if (told.whole) {
      this.texts.replace(decoded(told.update))
      this.waiting.dropTyped()
    } else this.texts.take(decoded(told.update))
    const { seq, saved, you, branch } = told
    this.keeping.resume(branch)
    this.set({ link: 'open', trouble: '', seq, saved, you, branch, texts: this.texts.texts(), drafts: this.texts.drafts() })
    for (const said of this.waiting.all()) this.connection.say(said)
    this.company.enter(told.here)
    this.sendTyped()
  }

  private changed({ seq, by, update }: Extract<Told, { told: 'update' }>) {
    this.texts.take(decoded(update))
    // Other programs changed the files: a merge, perhaps, or a commit of somebody's git.
    if (by === DISK) moved()
    this.set({ seq, texts: this.texts.texts(), drafts: this.texts.drafts() })
    if (this.state.refused.length > 0) this.sendTyped()
  }
}
