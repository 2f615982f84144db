// A document as it is written, read for a drawing and for forms. Whether it is legal, the server says.
import { isMap, isScalar, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml'
import type { ElementType, RelationType, Section, Vocabulary } from './vocabulary'

export interface Edge {
  kind: string
  target: string
  /** Attributes of the edge, as written. */
  attributes: Record<string, unknown>
}

/** Where something stands in the text, in characters. */
export interface Range {
  from: number
  to: number
}

export interface Element {
  name: string
  type: string
  section: string
  /** The element that contains it; empty for none. */
  parent: string
  /** Attributes as written, without type, relations and parts. */
  values: Record<string, unknown>
  edges: Edge[]
  /** Everything that is written of it, for a copy. */
  body: Record<string, unknown>
  range: Range
  /** Where each key is written. */
  places: ReadonlyMap<string, Range>
}

export interface Model {
  kind: string
  name: string
  values: Record<string, unknown>
  elements: Element[]
}

/** The kind of documents whose elements are types. */
export const TYPES = 'Types'
const OWN_TYPES: Section = { name: 'types', holds: '', default: '', required: false, help: 'Types of your own.' }

const HEAD = ['stratum', 'kind', 'name']
const OWN = ['type', 'id', 'contains']

const textOf = (node: unknown): string => (isScalar(node) ? String(node.value) : '')
const keyOf = (pair: Pair) => textOf(pair.key)

function rangeOf(pair: Pair): Range {
  const key = (pair.key as Node).range
  const value = (pair.value as Node | null)?.range
  return { from: key?.[0] ?? 0, to: value?.[1] ?? key?.[1] ?? 0 }
}

function edgesOf(relation: RelationType, written: unknown): Edge[] {
  const list = Array.isArray(written) ? written : [written]
  return list.flatMap((one: unknown) => {
    if (typeof one === 'string' || typeof one === 'number') return [{ kind: relation.kind, target: String(one), attributes: {} }]
    if (typeof one !== 'object' || one === null || !('to' in one)) return []
    const { to, ...attributes } = one as Record<string, unknown>
    return [{ kind: relation.kind, target: String(to), attributes }]
  })
}

/** Where each key stands, those of groups as `requires.memory`. */
function placesOf(map: YAMLMap, before: string): [string, Range][] {
  return (map.items as Pair[]).flatMap((pair) => {
    const key = before + keyOf(pair)
    const inside = isMap(pair.value) && key !== 'contains' ? placesOf(pair.value, `${key}.`) : []
    return [[key, rangeOf(pair)] as [string, Range], ...inside]
  })
}

const spelt = (type: ElementType | undefined, key: string) =>
  type?.relations.find((relation) => relation.spellings.includes(key))

interface Place {
  section: string
  parent: string
  fallback: string
}

export class Reader {
  readonly elements: Element[] = []

  constructor(
    private readonly words: Vocabulary,
    private readonly root: ReturnType<typeof parseDocument>,
  ) {}

  all(node: unknown, place: Place) {
    if (!isMap(node)) return
    for (const pair of node.items as Pair[]) if (isMap(pair.value)) this.one(pair, pair.value, place)
  }

  private one(pair: Pair, map: YAMLMap, place: Place) {
    const name = keyOf(pair)
    const body = map.toJS(this.root) as Record<string, unknown>
    const typeName = typeof body.type === 'string' ? body.type : place.fallback
    const type = this.words.types.get(typeName)
    const edges: Edge[] = []
    const values: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(body)) {
      const relation = spelt(type, key)
      if (relation) edges.push(...edgesOf(relation, value))
      else if (!OWN.includes(key)) values[key] = value
    }
    const places = new Map(placesOf(map, ''))
    this.elements.push({
      name, type: typeName, section: place.section, parent: place.parent, values, edges, body, range: rangeOf(pair), places,
    })
    if (place.section !== OWN_TYPES.name) this.all(map.get('contains', true), { section: place.section, parent: name, fallback: '' })
  }
}

export const parsed = (text: string) => parseDocument(text, { keepSourceTokens: false, uniqueKeys: false, logLevel: 'silent' })

/** What is said of the document itself. */
export function headOf(root: ReturnType<typeof parseDocument>, sections: Section[]): Omit<Model, 'elements'> {
  const top = root.contents
  if (!isMap(top)) return { kind: '', name: '', values: {} }
  const names = [...HEAD, ...sections.map((section) => section.name)]
  const written = root.toJS() as Record<string, unknown>
  const values = Object.fromEntries(Object.entries(written).filter(([key]) => !names.includes(key)))
  return { kind: textOf(top.get('kind', true)), name: textOf(top.get('name', true)), values }
}

/** Reads a text as far as it can be read, all of it. */
export function readWhole(words: Vocabulary, text: string): Model {
  const root = parsed(text)
  const top = root.contents
  const sections = isMap(top) ? sectionsOf(words, textOf(top.get('kind', true))) : []
  const reader = new Reader(words, root)
  if (isMap(top)) {
    for (const { name, default: fallback } of sections) reader.all(top.get(name, true), { section: name, parent: '', fallback })
  }
  return { ...headOf(root, sections), elements: reader.elements }
}

export const sectionsOf = (words: Vocabulary, kind: string): Section[] =>
  kind === TYPES ? [OWN_TYPES] : (words.documents[kind]?.sections ?? [])

/** The document that a path in another one leads to. */
export function beside(file: string, path: string): string {
  const parts = file.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
