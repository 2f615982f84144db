// What was submitted and is not answered.
import type { Finding } from '../api/types'
import type { Submission } from './protocol'
import type { HeldEdits } from './held'
import type { Outcome } from './session'

interface Waiting {
  submission: Submission
  answer: (outcome: Outcome) => void
}

/** Letters of a message that the server takes, with some room for its number. */
const LARGEST = 990_000
const TOO_LARGE: Finding = {
  code: 'live-too-large',
  severity: 'error',
  element: '',
  message: 'this is more than 1 MB at once, which nobody takes',
  position: '',
  required: '',
  available: '',
  fix: 'take some of it back, and put it in part by part',
  fixes: [],
}

export class Submissions {
  private count = 0
  private readonly waiting = new Map<number, Waiting>()

  /** `changed` hears when there is more that waits, or less. */
  constructor(private readonly changed: () => void) {}

  /** Everything that waits, as it is said, in its order. */
  all = () => [...this.waiting].map(([id, { submission }]) => ({ ...submission, id }))

  any = () => this.waiting.size > 0

  /** Takes a submission and has it said; gives what becomes of it. */
  add(submission: Submission, say: (said: Submission & { id: number }) => void): Promise<Outcome> {
    // The server would end the connection, and it would be said again after each.
    if (JSON.stringify(submission).length > LARGEST) return Promise.resolve({ done: false, findings: [TOO_LARGE] })
    this.count += 1
    const id = this.count
    return new Promise((answer) => {
      this.waiting.set(id, { submission, answer })
      this.changed()
      say({ ...submission, id })
    })
  }

  answered(id: number, outcome: Outcome) {
    const found = this.waiting.get(id)
    this.waiting.delete(id)
    this.changed()
    found?.answer(outcome)
  }

  /** Takes edits up again that wait for their branch, under the same numbers. */
  resume(held: HeldEdits[]) {
    for (const { id, edits } of held) this.waiting.set(id, { submission: { do: 'edits', edits }, answer: () => undefined })
  }

  /** Gives the edits that wait, and answers everything that does. */
  setAside(outcome: Outcome): HeldEdits[] {
    const held = this.all().flatMap((one) => (one.do === 'edits' ? [{ id: one.id, edits: one.edits }] : []))
    for (const { id } of this.all()) this.answered(id, outcome)
    return held
  }

  /** Lets go of typed text: it belongs to a document that is gone. */
  dropTyped() {
    for (const [id, { submission }] of this.waiting) {
      if (submission.do === 'update') this.answered(id, { done: false, findings: [] })
    }
  }
}
