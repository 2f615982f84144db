// The editing session: everything that may be done to the documents, and what everybody sees of them.
import type { Edit, Finding } from '../api/types'

/** What became of a submission. Where it was refused the findings say why. */
export interface Outcome {
  done: boolean
  findings: Finding[]
}

/** Where somebody is at the moment. */
export interface Presence {
  file?: string
  element?: string
}

export interface Person {
  client: string
  name: string
  state: Presence
}

export interface SessionState {
  link: 'connecting' | 'open' | 'lost'
  /** Said by the server where it cannot go on. */
  trouble: string
  /** The documents as everybody has them, by file. */
  texts: ReadonlyMap<string, string>
  /** Texts that were typed here and are not legal yet, by file. */
  drafts: ReadonlyMap<string, string>
  /** Why they are not. */
  refused: Finding[]
  /** Grows with each change of the documents. */
  seq: number
  /** Up to where everything is kept. */
  saved: number
  people: Person[]
}

export interface Session {
  readonly get: () => SessionState
  readonly subscribe: (listener: () => void) => () => void
  /** Does all of the edits or none. */
  submit(edits: Edit[]): Promise<Outcome>
}
