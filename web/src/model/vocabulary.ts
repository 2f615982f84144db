// What documents may be made of: the shapes of GET /api/types, and what follows from them.

export interface Attribute {
  name: string
  type: string
  help: string
  required: boolean
  default: unknown
  units: string[]
  options: string[]
  words: string[]
  minimum: number | null
  maximum: number | null
  pattern: string
  /** Whether a list of one may be written without its brackets. */
  single: boolean
  refers: string
  items: Attribute | null
  fields: Attribute[]
}

export interface Target {
  type: string
  minimum: number
  maximum: number | null
  uses: string[]
}

export interface RelationType {
  kind: string
  spellings: string[]
  help: string
  targets: Target[]
  minimum: number
  maximum: number | null
  scope: string
  attributes: Attribute[]
}

export interface ElementType {
  name: string
  help: string
  parent: string
  ancestors: string[]
  abstract: boolean
  substitutes: string[]
  role: string
  modelOnly: string
  attributes: Attribute[]
  relations: RelationType[]
  contains: Target[]
  provides: { interface: string }[]
}

export interface Section {
  name: string
  holds: string
  default: string
  required: boolean
  help: string
}

export interface DocumentType {
  help: string
  attributes: Attribute[]
  sections: Section[]
}

/** What may be said of a type, and of each kind of definition inside of one, by the name of the kind. */
export type Grammar = Record<'type' | 'attribute' | 'relation' | 'target' | 'capability' | 'endpoint' | 'constraint', Attribute[]>

/** The answer of GET /api/types. */
export interface Told {
  documents: Record<string, DocumentType>
  types: ElementType[]
  /** The types that are only for others to take over. */
  mixins: string[]
  grammar: Grammar
}

export interface Vocabulary extends Omit<Told, 'types'> {
  types: ReadonlyMap<string, ElementType>
}

export const vocabulary = ({ types, ...told }: Told): Vocabulary => ({
  ...told,
  types: new Map(types.map((type) => [type.name, type])),
})

export const isA = (type: ElementType | undefined, name: string) => type?.ancestors.includes(name) ?? false

/** Types of which elements may be: concrete ones, and abstract ones that others stand in for. */
const usable = (type: ElementType) => !type.abstract || type.substitutes.length > 0

/** The types that may stand below `holds`, by name. */
export function typesOf(words: Vocabulary, holds: string): ElementType[] {
  return [...words.types.values()].filter((type) => isA(type, holds) && usable(type))
}

/** A group of the palette: types that have a heading in common. */
export interface Shelf {
  title: string
  section: string
  types: ElementType[]
}

/** The nearest abstract type above a type; empty for none. */
function headingOf(words: Vocabulary, type: ElementType): string {
  const parent = words.types.get(type.parent)
  return parent === undefined || parent.abstract ? type.parent : headingOf(words, parent)
}

function shelvesOf(words: Vocabulary, { title: first, section, holds }: Omit<Shelf, 'types'> & { holds: string }): Shelf[] {
  const types = typesOf(words, holds)
  const families = new Map<string, ElementType[]>()
  for (const type of types) {
    const name = headingOf(words, type) || holds
    families.set(name, [...(families.get(name) ?? []), type])
  }
  const isAlone = ([name, list]: [string, ElementType[]]) => list.length === 1 || name === holds
  const alone = [...families].filter(isAlone).flatMap(([, list]) => list)
  const shelves = [...families].filter((one) => !isAlone(one)).sort(([a], [b]) => a.localeCompare(b))
  return [
    { title: first, section, types: alone },
    ...shelves.map(([title, list]) => ({ title, section, types: list })),
  ].filter((shelf) => shelf.types.length > 0)
}

/** What can be put into a kind of documents: by section, and within it by what types have in common. */
export function shelves(words: Vocabulary, kind: string): Shelf[] {
  return (words.documents[kind]?.sections ?? []).flatMap(({ name, holds }) => shelvesOf(words, { title: name, section: name, holds }))
}

/** What can be put into elements of a type that stand in a section. */
export const shelvesInside = (words: Vocabulary, holder: ElementType, section: string): Shelf[] =>
  holder.contains.filter(({ maximum }) => maximum !== 0).flatMap(({ type }) => shelvesOf(words, { title: type, section, holds: type }))

/** How well a name answers what is looked for: 0 is it, 1 begins with it, 2 has all of its words, 3 does not. */
function rank(name: string, parts: string[]): number {
  const [lower, whole] = [name.toLowerCase(), parts.join('')]
  if (lower === whole) return 0
  if (lower.startsWith(whole)) return 1
  return parts.every((part) => lower.includes(part)) ? 2 : 3
}

/** Of shelves the types whose name or help has every word of `wanted`; what is called so comes first. */
export function searched(all: Shelf[], wanted: string): Shelf[] {
  const parts = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  const nearest = (one: Shelf) => Math.min(...one.types.map((type) => rank(type.name, parts)))
  const fits = (type: ElementType, title: string) => {
    const text = `${type.name} ${type.help} ${title}`.toLowerCase()
    return parts.every((part) => text.includes(part))
  }
  return all
    .map((shelf) => ({ ...shelf, types: shelf.types.filter((type) => fits(type, shelf.title)).sort((a, b) => rank(a.name, parts) - rank(b.name, parts)) }))
    .filter((shelf) => shelf.types.length > 0)
    .sort((a, b) => nearest(a) - nearest(b))
}
