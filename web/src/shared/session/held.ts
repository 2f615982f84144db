// What was done on a branch that the workspace stands at no more: kept for that branch, and sent to no other.
import type { Edit } from '../api/types'

/** Text that was typed into a document and is not taken. */
export interface Typed {
  file: string
  /** The document as it was. */
  before: string
  text: string
}

export interface HeldEdits {
  /** Number of the submission; one that comes again under it is not done twice. */
  id: number
  edits: Edit[]
}

export interface Held {
  branch: string
  /** Who did it. */
  client: string
  edits: HeldEdits[]
  typed: Typed[]
}

const KEY = 'stratum.held'

export const isEmpty = (held: Held) => held.edits.length + held.typed.length === 0

/** Whose it is on which branch. */
const isSame = (a: Held, b: Held) => a.branch === b.branch && a.client === b.client

/** With one more in its place; what was there for the same branch stays before it. */
export function withHeld(all: Held[], one: Held): Held[] {
  if (isEmpty(one)) return all
  const known = all.find((other) => isSame(other, one))
  if (!known) return [...all, one]
  const files = new Set(one.typed.map(({ file }) => file))
  const ids = new Set(one.edits.map(({ id }) => id))
  const edits = [...known.edits.filter(({ id }) => !ids.has(id)), ...one.edits]
  const typed = [...known.typed.filter(({ file }) => !files.has(file)), ...one.typed]
  return all.map((other) => (other === known ? { ...known, edits, typed } : other))
}

export const withoutHeld = (all: Held[], one: Held): Held[] => all.filter((other) => !isSame(other, one))

/** What may be typed again: into documents that are as they were. What is there already is left out. */
export function typable(typed: Typed[], texts: ReadonlyMap<string, string>): { again: Typed[]; left: Typed[] } {
  const open = typed.filter(({ file, text }) => texts.get(file) !== text)
  const fits = ({ file, before }: Typed) => texts.get(file) === before
  return { again: open.filter(fits), left: open.filter((one) => !fits(one)) }
}

/** What was kept in this tab of the browser. */
export function stored(): Held[] {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEY) ?? '[]') as Held[]
  } catch {
    return []
  }
}

export function store(all: Held[]) {
  if (all.length === 0) window.sessionStorage.removeItem(KEY)
  else window.sessionStorage.setItem(KEY, JSON.stringify(all))
}
