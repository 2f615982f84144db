// What may be said of a type, with what there is to choose from here.
import type { Model } from '../../../model/document'
import type { Attribute, Vocabulary } from '../../../model/vocabulary'

/** The parts of a type that are definitions by name, each with the kind of them. */
export const DEFINED = { attributes: 'attribute', relations: 'relation', capabilities: 'capability', provides: 'endpoint', constraints: 'constraint' } as const
export type Defined = keyof typeof DEFINED

/** What has to be said of a definition from the start, beside what its grammar requires. */
export const NEEDED: Record<Defined, string[]> = { attributes: [], relations: ['to'], capabilities: ['match'], provides: [], constraints: [] }

const NAMING = ['mixins', 'substitutes', 'contains', 'to']

/** All types that there are: those of the workspace as it is in the files, and those of this document. */
export const typeNames = (words: Vocabulary, model: Model): string[] =>
  [...new Set([...words.types.keys(), ...model.elements.map((one) => one.name)])].sort()

const rolesOf = (words: Vocabulary) => [...new Set([...words.types.values()].map((type) => type.role).filter(Boolean))].sort()

const TEXT: Omit<Attribute, 'name' | 'help'> = {
  type: 'string', required: false, default: null, units: [], options: [], words: [], minimum: null, maximum: null,
  pattern: '', single: false, refers: '', items: null, fields: [],
}

/** An attribute of a definition with the names that it may have; lists of types are plain as long as they are written so. */
export function offered(words: Vocabulary, model: Model, attribute: Attribute, value: unknown): Attribute {
  const { name, help } = attribute
  if (name === 'extends') return { ...attribute, type: 'enum', options: typeNames(words, model).concat(words.mixins) }
  if (name === 'role') return { ...attribute, words: rolesOf(words) }
  const isList = value === undefined || Array.isArray(value) || typeof value === 'string'
  if (!NAMING.includes(name) || !isList) return attribute
  const names = name === 'mixins' ? words.mixins : typeNames(words, model)
  return { ...TEXT, name, help, type: 'list', words: names, items: { ...TEXT, name, help } }
}

const BOUNDS = ['minimum', 'maximum']
const OF_SHAPE: Record<string, string[]> = {
  enum: ['options'], quantity: ['measures', ...BOUNDS], duration: BOUNDS, integer: BOUNDS, number: BOUNDS, string: ['pattern'],
  scalar: ['words', ...BOUNDS], list: ['items', 'single'], map: ['items'], group: ['fields'], path: ['refers', 'kind'],
}
const COMMON = ['type', 'help', 'required', 'default']

/** What is likely to be said of an attribute of a shape, or is said; and the rest. */
export function parted(kind: Defined, keys: Attribute[], body: Record<string, unknown>): { near: Attribute[]; far: Attribute[] } {
  if (kind !== 'attributes') return { near: keys, far: [] }
  const wanted = [...COMMON, ...(OF_SHAPE[String(body.type)] ?? []), ...Object.keys(body)]
  return { near: keys.filter((one) => wanted.includes(one.name)), far: keys.filter((one) => !wanted.includes(one.name)) }
}
