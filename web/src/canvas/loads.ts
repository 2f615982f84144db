// How much of each host the components of an application ask for, where they stand.
import type { Element, Model } from '../model/document'
import { amounts, type Amounts } from '../model/quantities'
import type { Vocabulary } from '../model/vocabulary'
import { hostOf, valueOrDefault } from './places'

const fieldOf = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined)

const added = (one: number | null, more: number | null) => (one === null ? more : one + (more ?? 0))

/** What the components that stand on a host declare to need, by host; where an element stands its parts stand too. */
export function askedOf(words: Vocabulary, model: Model, chosen: Record<string, string>): Map<string, Amounts> {
  const named = new Map(model.elements.map((one) => [one.name, one]))
  const homeOf = (element: Element | undefined): string | undefined => element && (hostOf(element) ?? chosen[element.name] ?? homeOf(named.get(element.parent)))
  const asked = new Map<string, Amounts>()
  for (const element of model.elements.filter((one) => one.section === 'components')) {
    const home = homeOf(element)
    if (home === undefined) continue
    const [before, more] = [asked.get(home), amounts((key) => fieldOf(valueOrDefault(words, element, 'requires'), key))]
    const sum = (key: keyof Amounts) => added(before?.[key] ?? null, more[key])
    asked.set(home, { cpu: sum('cpu'), memory: sum('memory'), disk: sum('disk') })
  }
  return asked
}
