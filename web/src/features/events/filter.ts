// Which events are shown, and under which day.
import type { PlatformEvent } from '../../shared/api/types'
import { day } from '../../shared/format'

export interface Filter {
  subjects: string[]
  types: string[]
}

const allows = (chosen: string[], value: string) => chosen.length === 0 || chosen.includes(value)

export const filtered = (events: PlatformEvent[], { subjects, types }: Filter) =>
  events.filter((event) => allows(subjects, event.subject) && allows(types, event.type))

export const distinct = (values: string[]) => [...new Set(values)].sort()

export interface Day {
  name: string
  events: PlatformEvent[]
}

/** Events in their order, cut where the day changes. */
export function byDay(events: PlatformEvent[]): Day[] {
  const days: Day[] = []
  for (const event of events) {
    const name = day(event.time)
    const last = days.at(-1)
    if (last?.name === name) last.events.push(event)
    else days.push({ name, events: [event] })
  }
  return days
}

/** The filter as it stands in the address. */
export function readFilter(query: string): Filter {
  const found = new URLSearchParams(query)
  return { subjects: found.getAll('of'), types: found.getAll('type') }
}

export function writeFilter({ subjects, types }: Filter): string {
  const query = new URLSearchParams([
    ...subjects.map((value) => ['of', value]),
    ...types.map((value) => ['type', value]),
  ]).toString()
  return query && `?${query}`
}
