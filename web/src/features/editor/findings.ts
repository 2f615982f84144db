// Which findings belong to which element and field of a document.
import { TYPES, type Element, type Model } from '../../model/document'
import type { Finding } from '../../shared/api/types'
import { refusal } from '../../shared/findings/fixing'
import { fileOf } from '../../shared/findings/severity'

export interface Located extends Finding {
  /** The element of this document; empty for the document itself. */
  owner: string
  /** The key in whose value it was found; empty for none. */
  key: string
}

/** `app.yaml:12:5` as file and offset in its text. */
export function offsetOf(position: string, text: string): number {
  const [column, line] = position.split(':').reverse().map(Number)
  if (!line || !column) return 0
  let start = 0
  for (let row = 1; row < line; row += 1) {
    const end = text.indexOf('\n', start)
    if (end < 0) return text.length
    start = end + 1
  }
  return Math.min(start + column - 1, text.length)
}

/** The name of the element that a finding is about; empty for a whole document. */
export const ownerOf = (finding: Finding) => finding.element.split('/').at(1) ?? ''

function keyAt(element: Element, offset: number): string {
  const inside = [...element.places].filter(([, { from, to }]) => from <= offset && offset < to)
  return inside.sort((a, b) => b[0].length - a[0].length)[0]?.[0] ?? ''
}

/** What is wrong with a type names no element, only its place. */
const around = (model: Model, offset: number) => model.elements.find(({ range }) => range.from <= offset && offset < range.to)

/** The findings of one document, each with what it is about. */
export function located(findings: Finding[], file: string, model: Model, text: string): Located[] {
  const byName = new Map(model.elements.map((element) => [element.name, element]))
  return findings
    .filter((finding) => fileOf(finding) === file)
    .map((finding) => {
      const offset = offsetOf(finding.position, text)
      const element = byName.get(ownerOf(finding)) ?? (model.kind === TYPES ? around(model, offset) : undefined)
      const key = element ? keyAt(element, offset) : ''
      return { ...finding, owner: element?.name ?? '', key: element?.places.has(key) ? key : '' }
    })
}

/** Why edits were refused: the first finding names the element that it is about, and its fix follows. */
export function reasonOf([first, ...more]: Finding[]): string {
  if (first === undefined) return refusal([])
  const owner = ownerOf(first) || first.element
  const message = owner && !first.message.includes(owner) ? `${owner}: ${first.message}` : first.message
  return refusal([{ ...first, message }, ...more]) + (first.fix ? `. ${first.fix}` : '')
}
