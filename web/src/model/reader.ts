// Texts of a document read one after another: only what changed is read again.
import { cut, type Piece } from './cut'
import { headOf, parsed, Reader, readWhole, sectionsOf, type Element, type Model, type Range } from './document'
import type { Vocabulary } from './vocabulary'

const moved = ({ from, to }: Range, by: number): Range => ({ from: from + by, to: to + by })

/** Elements that were read from a piece of a text, in a text where it begins further on. */
const shifted = (elements: Element[], by: number): Element[] =>
  elements.map((one) => ({
    ...one, range: moved(one.range, by), places: new Map([...one.places].map(([key, place]) => [key, moved(place, by)])),
  }))

/**
 * Reads texts of one document, one after another: elements that are written as in the text before are
 * not read again, and those that also stand where they stood are the same objects.
 */
export function documentReader(words: Vocabulary): (text: string) => Model {
  let known = new Map<string, { at: number; elements: Element[] }>()
  function elementsOf({ section, text, at }: Piece, fallback: string): Element[] {
    const before = known.get(`${section} ${text}`)
    if (before) return before.at === at ? before.elements : shifted(before.elements, at - before.at)
    const root = parsed(text)
    const reader = new Reader(words, root)
    reader.all(root.contents, { section, parent: '', fallback })
    return shifted(reader.elements, at)
  }
  return (text) => {
    const sections = sectionsOf(words, /^kind: *(\w+)/m.exec(text)?.[1] ?? '')
    const found = sections.length > 0 ? cut(text, sections.map((one) => one.name)) : null
    if (found === null) return readWhole(words, text)
    const fallbacks = new Map(sections.map((one) => [one.name, one.default]))
    const read = found.pieces.map((piece) => ({ piece, elements: elementsOf(piece, fallbacks.get(piece.section) ?? '') }))
    known = new Map(read.map(({ piece, elements }) => [`${piece.section} ${piece.text}`, { at: piece.at, elements }]))
    const order = sections.map((one) => one.name)
    const elements = order.flatMap((name) => read.flatMap((one) => (one.piece.section === name ? one.elements : [])))
    return { ...headOf(parsed(found.rest), sections), elements }
  }
}

/** Reads a text as far as it can be read. */
export const readModel = (words: Vocabulary, text: string): Model => documentReader(words)(text)
