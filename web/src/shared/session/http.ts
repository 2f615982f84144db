// The session over single requests.
import { ApiError, get, post } from '../api/client'
import type { Documents, Edit, Edited } from '../api/types'
import type { Outcome, Session, SessionState } from './session'

const START: SessionState = {
  link: 'connecting',
  trouble: '',
  texts: new Map(),
  drafts: new Map(),
  refused: [],
  seq: 0,
  saved: 0,
  people: [],
}

export class HttpSession implements Session {
  private state = START
  private readonly listeners = new Set<() => void>()

  readonly get = () => this.state

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open() {
    void this.load()
  }

  close() {
    this.listeners.clear()
  }

  async submit(edits: Edit[]): Promise<Outcome> {
    try {
      const { applied, findings } = await post<Edited>('/api/edits', { edits })
      if (applied) await this.load()
      return { done: applied, findings }
    } catch (cause) {
      this.set({ trouble: cause instanceof ApiError ? cause.message : String(cause) })
      return { done: false, findings: [] }
    }
  }

  private set(change: Partial<SessionState>) {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }

  private async load() {
    const { documents } = await get<Documents>('/api/documents')
    const seq = this.state.seq + 1
    const texts = new Map(documents.map((one) => [one.file, one.text]))
    this.set({ link: 'open', trouble: '', texts, seq, saved: seq })
  }
}
