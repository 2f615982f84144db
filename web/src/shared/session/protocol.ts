// What is said over the connection of a session (docs/reference/live.md).
import type { Edit, Finding } from '../api/types'
import type { Person, Presence } from './session'

export type Submission =
  | { do: 'edits'; edits: Edit[] }
  | { do: 'update'; update: string }
  | { do: 'undo' }
  | { do: 'redo' }

export type Said =
  | { do: 'hello'; client: string; name: string; vector: string; document: string }
  | (Submission & { id: number })
  | { do: 'presence'; state: Presence }

export type Told =
  | { told: 'state'; seq: number; saved: number; document: string; whole: boolean; update: string; branch: string; you: string; here: number }
  | { told: 'update'; seq: number; by: string; update: string }
  | { told: 'done'; id: number; seq: number }
  | { told: 'refused'; id: number; findings: Finding[] }
  | { told: 'saved'; seq: number }
  | { told: 'presence'; people: Person[] }
  | { told: 'committed'; commit: string; title: string; by: string }
  | { told: 'comments' }
  | { told: 'trouble'; problem: string; hint: string }

export const encoded = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

export const decoded = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

/** A random id; also where the page is not in a secure context. */
export const randomId = () => encoded(crypto.getRandomValues(new Uint8Array(12)))
