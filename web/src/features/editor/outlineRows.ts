// The rows of the outline: the elements of a document in its order, each below what contains it.
import { grouped } from '../../graph/order'
import { mayContain } from '../../model/fits'
import { sectionsOf, type Element, type Model } from '../../model/document'
import type { Vocabulary } from '../../model/vocabulary'

export interface OutlineRow {
  element: Element
  /** 1 for what nothing contains. */
  level: number
  /** Its place among those beside it, from 1, and how many these are. */
  position: number
  beside: number
  /** How many elements it contains. */
  parts: number
}

/** What can be seen while the elements named are closed. */
export function rowsOf(words: Vocabulary, model: Model, closed: ReadonlySet<string>): OutlineRow[] {
  const inside = grouped(model.elements, (one) => one.parent)
  const below = (elements: Element[], level: number): OutlineRow[] =>
    elements.flatMap((element, at) => {
      const parts = inside.get(element.name) ?? []
      const row = { element, level, position: at + 1, beside: elements.length, parts: parts.length }
      return [row, ...(closed.has(element.name) ? [] : below(parts, level + 1))]
    })
  const tops = inside.get('') ?? []
  return below(sectionsOf(words, model.kind).flatMap(({ name }) => tops.filter((one) => one.section === name)), 1)
}

/** What a key does on a row: another row is looked at, one is opened or closed; null where it does nothing. */
export type Step = { to: string } | { turn: string } | null

export function stepOf(rows: OutlineRow[], name: string, key: string, closed: ReadonlySet<string>): Step {
  const at = rows.findIndex((row) => row.element.name === name)
  const row = rows[at]
  const to = (next: OutlineRow | undefined): Step => (next ? { to: next.element.name } : null)
  if (row === undefined) return null
  const isOpen = row.parts > 0 && !closed.has(name)
  switch (key) {
    case 'ArrowDown': return to(rows[at + 1])
    case 'ArrowUp': return to(rows[at - 1])
    case 'Home': return to(rows[0])
    case 'End': return to(rows.at(-1))
    case 'ArrowRight': return isOpen ? to(rows[at + 1]) : row.parts > 0 ? { turn: name } : null
    case 'ArrowLeft': return isOpen ? { turn: name } : to(rows.find((one) => one.element.name === row.element.parent))
    default: return null
  }
}

/** The names of what could contain an element; nothing contains itself, or what it is in. */
export function holdersOf(words: Vocabulary, model: Model, element: Element): string[] {
  const type = words.types.get(element.type)
  const parentOf = new Map(model.elements.map((one) => [one.name, one.parent]))
  const isWithin = (name: string | undefined): boolean => !!name && (name === element.name || isWithin(parentOf.get(name)))
  if (type === undefined) return []
  return model.elements.filter((one) => !isWithin(one.name) && mayContain(words.types.get(one.type), type)).map((one) => one.name)
}
