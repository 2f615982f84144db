// What people say of elements and documents, as docs/reference/api.md has it.
import { createContext, useContext } from 'react'

export interface Remark {
  number: number
  author: string
  /** Seconds since 1970 UTC. */
  time: number
  /** 0 where it was not changed. */
  edited: number
  text: string
  is_deleted: boolean
}

export interface Thread {
  id: number
  file: string
  /** Identity of the element, its name where none is written; empty for the document. */
  element: string
  before: string[]
  /** Who said that it is settled; empty while it is not. */
  resolved: string
  remarks: Remark[]
}

export interface Mention {
  thread: number
  file: string
  element: string
  remark: Remark
  is_new: boolean
}

/** Told to the window when comments may have changed. */
export const COMMENTED = 'stratum:commented'

interface Named {
  name: string
  body: Record<string, unknown>
}

/** The identity of an element: it stays when the element is renamed. */
export const identityOf = ({ name, body }: Named): string => (typeof body.id === 'string' ? body.id : name)

/** Threads by the identity of the element that they are on now; those of none are on the document, under no name. */
export function placed(threads: Thread[], elements: Named[]): Map<string, Thread[]> {
  const known = new Set(elements.map(identityOf))
  const found = new Map<string, Thread[]>()
  for (const thread of threads) {
    const place = [thread.element, ...thread.before].find((one) => known.has(one)) ?? ''
    found.set(place, [...(found.get(place) ?? []), thread])
  }
  return found
}

export interface Discussion {
  threads: ReadonlyMap<string, Thread[]>
  /** Who may be named. */
  people: string[]
  reload: () => void
}

const Context = createContext<Discussion>({ threads: new Map(), people: [], reload: () => undefined })
export const DiscussionProvider = Context.Provider
export const useDiscussion = (): Discussion => useContext(Context)

/** The beginning of a name that stands behind an @ before a place in a text; null where none does. */
export function wished(text: string, place: number): string | null {
  return /(?:^|[\s(])@([\w.-]*)$/.exec(text.slice(0, place))?.[1] ?? null
}

/** A text in which that beginning became a name. */
export function completed(text: string, place: number, name: string): string {
  const before = text.slice(0, place).replace(/@[\w.-]*$/, `@${name} `)
  return before + text.slice(place).replace(/^ /, '')
}

export const open = (threads: Thread[] = []): Thread[] => threads.filter((one) => !one.resolved)
