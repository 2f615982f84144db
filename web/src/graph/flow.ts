// Which way events run, from what a component says it consumes and publishes.
import type { Flow } from './types'

const listed = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []

const overlaps = (topics: string[], named: string[]) => topics.some((topic) => named.includes(topic))

/**
 * The direction of a connection of a component with `attributes` in `role`. Without topics it is a
 * request from source to target, except for a page, which only reads.
 */
export function flowOf(role: string, attributes: Record<string, unknown>, topics: string[]): Flow {
  if (topics.length === 0) return role === 'page' ? 'back' : 'forward'
  const out = ['publishes', 'produces', 'outcomes'].flatMap((name) => listed(attributes[name]))
  const sends = overlaps(topics, out)
  const takes = overlaps(topics, listed(attributes.consumes))
  if (sends && takes) return 'both'
  return takes ? 'back' : 'forward'
}
