// What elements are made of: the parts of one, and the ways into it and out again.
import type { Element, Model } from './document'
import type { ElementType } from './vocabulary'

/** Whether elements of a type may contain others. */
export const mayHold = (type: ElementType | undefined): boolean => type?.contains.some((target) => target.maximum !== 0) ?? false

/** What an element contains itself; what stands at the top of the document where it is empty. */
export const partsOf = ({ elements }: Model, inside: string): Element[] => elements.filter((one) => one.parent === inside)

/** The names on the way to an element from the top of its document, its own last; none where it is not there. */
export function wayTo({ elements }: Model, name: string): string[] {
  const parents = new Map(elements.map((one) => [one.name, one.parent]))
  const way: string[] = []
  for (let at = name; parents.has(at) && !way.includes(at); at = parents.get(at) ?? '') way.unshift(at)
  return way
}

/** What an element contains at any depth; all of the document where it is empty. */
export function within(model: Model, inside: string): Element[] {
  if (inside === '') return model.elements
  const found = new Set([inside])
  // What contains something is read before it.
  return model.elements.filter((one) => found.has(one.parent) && found.add(one.name))
}

/** The element whose parts are drawn: what contains what is chosen, else what was opened; empty for the top. */
export function drawnInside({ elements }: Model, opened: string, selected: string | null): string {
  const chosen = selected === null ? undefined : elements.find((one) => one.name === selected)
  if (chosen) return chosen.parent
  return elements.some((one) => one.name === opened) ? opened : ''
}
