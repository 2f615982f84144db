// The editing session: everything that may be done to the documents, and what everybody sees of them.
import type { Edit, Finding } from '../api/types'
import type { Value } from '../value'
import type { Held } from './held'

/** What became of a submission. Where it was refused the findings say why. */
export interface Outcome {
  done: boolean
  findings: Finding[]
}

/** Where somebody is at the moment. */
export interface Presence {
  file?: string
  element?: string | null
  /** Where the cursor stands in a text; null for nowhere. */
  cursor?: Cursor | null
  /** Whom this person follows; null for nobody. */
  following?: number | null
  /** Where this person points on the drawing; null for nowhere. */
  pointer?: Pointing | null
}

/** A cursor with what is selected, as places that stay with the text around them. */
export interface Cursor {
  file: string
  /** Where the selection began. */
  anchor: string
  /** Where it ends: the cursor itself. */
  head: string
}

/** A place on the drawing of a document, or of what is in an element, in pixels of the drawing. */
export interface Pointing {
  file: string
  /** The element whose parts are drawn; empty for what stands at the top. */
  inside: string
  x: number
  y: number
}

/** Where somebody else points. */
export interface Pointer extends Pointing {
  here: number
  name: string
}

export interface Person {
  /** Tells those apart who are here now. */
  here: number
  name: string
  state: Presence
}

export interface SessionState {
  link: 'connecting' | 'open' | 'lost'
  /** Said by the server where it cannot go on. */
  trouble: string
  /** The documents as everybody has them, by file. */
  texts: ReadonlyMap<string, string>
  /** Texts that were typed here and are not taken, where they differ. */
  drafts: ReadonlyMap<string, string>
  /** Why what was typed is not taken. */
  refused: Finding[]
  /** Grows with each change of the documents. */
  seq: number
  /** Up to where everything is kept, in the files too. */
  saved: number
  /** Whether something that was done here is not answered. */
  waiting: boolean
  /** The name that the server knows this person by; empty before it was told. */
  you: string
  /** Grows when somebody commented. */
  commented: number
  /** The others who are here, without where they point. */
  people: Person[]
  /** The branch that everything is done on; empty for none. */
  branch: string
  /** What was done before and waits: for its branch, or to be asked for again. */
  held: Held[]
}

export interface Session {
  readonly get: () => SessionState
  readonly subscribe: (listener: () => void) => () => void
  /** Where the others point. They move many times a second, so that what shows other things of the session does not hear of it. */
  readonly pointers: Value<Pointer[]>
  /** Does all of the edits or none. */
  submit(edits: Edit[]): Promise<Outcome>
  /** Takes this person's last step back, or does it again. */
  undo(): Promise<Outcome>
  redo(): Promise<Outcome>
  /** Takes the whole text of a document as it is typed; it is sent when typing pauses. */
  type(file: string, text: string): void
  /** Takes back what was typed and is not taken. */
  revert(): void
  /** Does here what waits; gives why something of it could not be done, which goes on waiting. */
  give(held: Held): Promise<string>
  /** Lets go of what waits. */
  drop(held: Held): void
  /** Tells the others where this person is; what is left out stays as it was told. */
  show(presence: Presence): void
  /** A place in a text as it is typed here, which stays with the text around it. */
  placeAt(file: string, offset: number): string
  /** Where such a place is now; null where it is in no text that is here. */
  offsetOf(file: string, place: string): number | null
  /** Gives this person another name. */
  rename(name: string): void
}

/** Before anything was told. */
export const START: SessionState = {
  link: 'connecting',
  trouble: '',
  texts: new Map(),
  drafts: new Map(),
  refused: [],
  seq: 0,
  saved: 0,
  waiting: false,
  you: '',
  commented: 0,
  people: [],
  branch: '',
  held: [],
}
