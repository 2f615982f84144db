// What became of something, as sign, word and colour.
import type { IconName } from '../../shared/icons'
import type { Told } from '../../shared/states'
import type { What } from './types'

export const SIGNS: Record<What, Told & { icon: IconName }> = {
  added: { label: 'added', tone: 'good', icon: 'plus' },
  removed: { label: 'removed', tone: 'bad', icon: 'minus' },
  changed: { label: 'changed', tone: 'warn', icon: 'pen' },
}

const BEGIN: [string, What][] = [['added', 'added'], ['connected', 'added'], ['removed', 'removed'], ['disconnected', 'removed']]

/** What a sentence of a history is about. */
export const whatOf = (text: string): What => BEGIN.find(([word]) => text.startsWith(word))?.[1] ?? 'changed'

/** How many there are of each kind. */
export function tally(changes: { what: What }[]): Record<What, number> {
  const counts = { added: 0, removed: 0, changed: 0 }
  for (const { what } of changes) counts[what] += 1
  return counts
}
