// What has to be said of a new element before it is legal, with what is likely filled in.
import type { Element } from './document'
import { wireable } from './fits'
import { freshName, nameFrom } from './names'
import { typesOf, type Attribute, type ElementType, type RelationType, type Vocabulary } from './vocabulary'

export interface Blank {
  type: ElementType
  section: string
  /** The element that will contain it; empty for none. */
  parent: string
  name: string
  values: Record<string, unknown>
  /** Names of targets by kind of relation. */
  targets: Record<string, string[]>
  /** What it has to contain. */
  parts: Blank[]
}

export const neededAttributes = (type: ElementType): Attribute[] => type.attributes.filter((one) => one.required)

/** How many targets a relation needs. */
export const least = (relation: RelationType) =>
  Math.max(relation.minimum, relation.targets.reduce((sum, target) => sum + target.minimum, 0))

export const neededRelations = (type: ElementType): RelationType[] => type.relations.filter((one) => least(one) > 0)

/** The types of the parts that an element of a type has to contain, each as often as it needs one. */
export const neededParts = (type: ElementType): string[] =>
  type.contains.flatMap((target) => Array.from({ length: target.minimum }, () => target.type))

/** Whether an element of the type can be put anywhere without saying more. */
export const isReady = (type: ElementType) =>
  neededAttributes(type).length === 0 && neededRelations(type).length === 0 && neededParts(type).length === 0

/** What elements like it say: the last one of its type, then the last one of its section. */
function likely(type: ElementType, section: string, elements: Element[], key: string): unknown {
  const alike = elements.filter((one) => one.section === section && key in one.values)
  return (alike.findLast((one) => one.type === type.name) ?? alike.at(-1))?.values[key]
}

function likelyTargets(words: Vocabulary, relation: RelationType, elements: Element[], parent: string): string[] {
  const chosen: string[] = []
  const take = (names: string[], count: number) =>
    chosen.push(...names.filter((name) => !chosen.includes(name)).slice(-count))
  for (const target of relation.targets) {
    if (target.minimum > 0) take(wireable(words, { ...relation, targets: [target] }, elements, parent), target.minimum)
  }
  if (chosen.length < relation.minimum) take(wireable(words, relation, elements, parent), relation.minimum - chosen.length)
  return chosen
}

/** Values with another one below a path such as `requires.memory`; without it where it is undefined. */
export function withValue(values: Record<string, unknown>, path: string[], value: unknown): Record<string, unknown> {
  const [key = '', ...rest] = path
  const inner = rest.length === 0 ? value : withValue((values[key] ?? {}) as Record<string, unknown>, rest, value)
  const { [key]: _, ...others } = values
  return inner === undefined ? others : { ...others, [key]: inner }
}

interface Place {
  section: string
  parent: string
  name: string
}

/** The parts that a new element has to contain: of types of which nothing has to be said, where there are some. */
function blankParts(words: Vocabulary, type: ElementType, { section, name }: Place, elements: Element[]): Blank[] {
  const taken = new Set([name, ...elements.map((one) => one.name)])
  return neededParts(type).flatMap((wanted) => {
    const found = typesOf(words, wanted)
    const part = found.find(isReady) ?? found.find((one) => neededParts(one).length === 0)
    if (!part) return []
    const called = freshName(nameFrom(part.name), taken)
    taken.add(called)
    return [blank(words, part, { section, parent: name, name: called }, elements)]
  })
}

/** A new element with its values as far as they can be guessed from what is there. */
export function blank(words: Vocabulary, type: ElementType, place: Place, elements: Element[]): Blank {
  const values = neededAttributes(type).map((attribute) => {
    const guess = likely(type, place.section, elements, attribute.name)
    return [attribute.name, guess ?? (attribute.options.length === 1 ? attribute.options[0] : undefined)] as const
  })
  const targets = neededRelations(type).map((relation) => [relation.kind, likelyTargets(words, relation, elements, place.parent)] as const)
  return {
    type,
    ...place,
    values: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
    targets: Object.fromEntries(targets),
    parts: blankParts(words, type, place, elements),
  }
}

/** The key that so many targets are written under. */
function spelling(relation: RelationType, count: number): string {
  const [one = relation.kind, many = one] = relation.spellings
  return count > 1 ? many : one
}

/** What is written of it. */
export function bodyOf({ type, section, values, targets, parts }: Blank, fallback: string): Record<string, unknown> {
  const edges = type.relations.flatMap((relation) => {
    const names = targets[relation.kind] ?? []
    if (names.length === 0) return []
    return [[spelling(relation, names.length), names.length === 1 && relation.minimum < 2 ? names[0] : names] as const]
  })
  const head = section !== '' && type.name === fallback ? {} : { type: type.name }
  const inner = Object.fromEntries(parts.map((part) => [part.name, bodyOf(part, '')]))
  return { ...head, ...Object.fromEntries(edges), ...values, ...(parts.length > 0 ? { contains: inner } : {}) }
}
