// Where people point on drawings: what is told of it, how often, and what is heard.
import type { Person, Pointer } from './session'

export const NO_POINTERS: Pointer[] = []

/** The people without where they point, and where they do. */
export function apart(people: Person[]): { still: Person[]; pointers: Pointer[] } {
  const pointers = people.flatMap(({ here, name, state: { pointer } }) => (pointer ? [{ here, name, ...pointer }] : []))
  const still = people.map(({ state: { pointer: _, ...state }, ...person }) => ({ ...person, state }))
  return { still, pointers: pointers.length > 0 ? pointers : NO_POINTERS }
}

/** How often it is told at most where somebody points, in milliseconds. */
const PAUSE_MS = 100
/** After so long without a move nobody points any more, in milliseconds. */
const IDLE_MS = 5000

/** Tells where this person points while the pointer moves; `tell` is told null once it left or rests. */
export class Telling<Place> {
  private next: (() => Place) | undefined
  private pause: ReturnType<typeof setTimeout> | undefined
  private idle: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly tell: (place: Place | null) => void) {}

  /** The pointer moved; `place` says where it is by the time that this is told. */
  move(place: () => Place) {
    this.next = place
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.leave(), IDLE_MS)
    if (this.pause === undefined) this.send()
  }

  leave() {
    if (this.idle === undefined) return
    clearTimeout(this.idle)
    clearTimeout(this.pause)
    this.next = this.pause = this.idle = undefined
    this.tell(null)
  }

  private send() {
    const place = this.next
    this.next = undefined
    this.pause = place && setTimeout(() => this.send(), PAUSE_MS)
    if (place) this.tell(place())
  }
}
