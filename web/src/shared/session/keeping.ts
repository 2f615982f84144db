// Keeps what was done on one branch while the workspace stands at another one.
import type { Finding } from '../api/types'
import { store, stored, typable, withHeld, withoutHeld, type Held } from './held'
import type { Session } from './session'
import type { SharedTexts } from './texts'
import type { Submissions } from './waiting'

/** Why something is not done: its branch is not here. */
const elsewhere = (branch: string): Finding => ({
  code: 'held', severity: 'note', element: '', position: '', required: '', available: '', fix: '', fixes: [],
  message: `This was done on the branch ${branch || 'before'}, and waits for it`,
})

export class Keeping {
  private held = stored()

  constructor(
    private readonly client: string,
    private readonly texts: SharedTexts,
    private readonly waiting: Submissions,
    /** Hears of everything that is kept. */
    private readonly told: (held: Held[]) => void,
  ) {}

  readonly all = () => this.held

  private hold(held: Held[]) {
    this.held = held
    store(held)
    this.told(held)
  }

  readonly drop = (held: Held) => this.hold(withoutHeld(this.held, held))

  readonly add = (held: Held) => this.hold(withHeld(this.held, held))

  /** Keeps what waits, and what is typed, for the branch that it was done on. */
  setAside(branch: string) {
    const texts = this.texts.texts()
    const typed = [...this.texts.drafts()].map(([file, text]) => ({ file, before: texts.get(file) ?? '', text }))
    const edits = this.waiting.setAside({ done: false, findings: [elsewhere(branch)] })
    this.texts.revert()
    this.add({ branch, client: this.client, edits, typed })
  }

  /** Takes up again what was done here on this branch, where the documents are as they were. */
  resume(branch: string) {
    const own = this.held.find((one) => one.branch === branch && one.client === this.client)
    if (!own) return
    const { again, left } = typable(own.typed, this.texts.texts())
    for (const { file, text } of again) this.texts.type(file, text)
    this.waiting.resume(own.edits)
    this.drop(own)
    this.add({ ...own, edits: [], typed: left })
  }

  /** Does what waits on the branch that is here; gives why something of it could not be done, which goes on waiting. */
  async give(held: Held, to: Pick<Session, 'submit' | 'type'>): Promise<string> {
    const { again, left } = typable(held.typed, this.texts.texts())
    this.drop(held)
    for (const { file, text } of again) to.type(file, text)
    const done = await Promise.all(held.edits.map(async (one) => ({ one, outcome: await to.submit(one.edits) })))
    const refused = done.filter(({ outcome }) => !outcome.done)
    this.add({ ...held, edits: refused.map(({ one }) => one), typed: left })
    const others = left.map(({ file }) => `${file} is another text by now`)
    return [...refused.map(({ outcome }) => outcome.findings[0]?.message ?? ''), ...others].filter(Boolean).join('; ')
  }
}
