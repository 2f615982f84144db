// A value that is looked at from several places, each of which is drawn again only when its own part changes.
import { useSyncExternalStore } from 'react'

export class Value<Held> {
  private readonly listeners = new Set<() => void>()

  constructor(private held: Held) {}

  readonly get = () => this.held

  readonly set = (held: Held) => {
    if (Object.is(held, this.held)) return
    this.held = held
    for (const listener of this.listeners) listener()
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

/** A part of a value; `part` gives equal things where nothing changed. */
export const useValue = <Held, Part>(value: Value<Held>, part: (held: Held) => Part): Part =>
  useSyncExternalStore(value.subscribe, () => part(value.get()))
