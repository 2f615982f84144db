// Who is here beside this person, and what everybody tells of where they are.
import { Value } from '../value'
import { apart, NO_POINTERS } from './pointers'
import type { Person, Pointer, Presence } from './session'

export class Company {
  readonly pointers = new Value<Pointer[]>(NO_POINTERS)
  private here = 0
  private presence: Presence = {}
  private people: Person[] = []

  /** `tell` says to the others where this person is; `met` takes who they are. */
  constructor(
    private readonly tell: (state: Presence) => void,
    private readonly met: (people: Person[]) => void,
  ) {}

  /** This person is here, under a number. */
  enter(here: number) {
    this.here = here
    this.show({})
  }

  /** What is left out stays as it was told. */
  show(presence: Presence) {
    this.presence = { ...this.presence, ...presence }
    this.tell(this.presence)
  }

  /** Takes who is here; where only pointers moved, nothing else has changed. */
  hear(people: Person[]) {
    const { still, pointers } = apart(people.filter((one) => one.here !== this.here))
    this.pointers.set(pointers)
    if (JSON.stringify(still) === JSON.stringify(this.people)) return
    this.people = still
    this.met(still)
  }
}
