// What has to be said of a new element before it is legal, with what is likely filled in.
import type { Element } from './document'
import { wireable } from './fits'
import type { Attribute, ElementType, RelationType, Vocabulary } from './vocabulary'

export interface Blank {
  type: ElementType
  section: string
  /** The element that will contain it; empty for none. */
  parent: string
  name: string
  values: Record<string, unknown>
  /** Names of targets by kind of relation. */
  targets: Record<string, string[]>
}

export const neededAttributes = (type: ElementType): Attribute[] => type.attributes.filter((one) => one.required)

/** How many targets a relation needs. */
export const least = (relation: RelationType) =>
  Math.max(relation.minimum, relation.targets.reduce((sum, target) => sum + target.minimum, 0))

export const neededRelations = (type: ElementType): RelationType[] => type.relations.filter((one) => least(one) > 0)

/** Whether an element of the type can be put anywhere without saying more. */
export const isReady = (type: ElementType) =>
  neededAttributes(type).length === 0 && neededRelations(type).length === 0

/** What elements like it say: the last one of its type, then the last one of its section. */
function likely(type: ElementType, section: string, elements: Element[], key: string): unknown {
  const alike = elements.filter((one) => one.section === section && key in one.values)
  return (alike.findLast((one) => one.type === type.name) ?? alike.at(-1))?.values[key]
}

function likelyTargets(words: Vocabulary, relation: RelationType, elements: Element[]): string[] {
  const chosen: string[] = []
  const take = (names: string[], count: number) =>
    chosen.push(...names.filter((name) => !chosen.includes(name)).slice(-count))
  for (const target of relation.targets) {
    if (target.minimum > 0) take(wireable(words, { ...relation, targets: [target] }, elements), target.minimum)
  }
  if (chosen.length < relation.minimum) take(wireable(words, relation, elements), relation.minimum - chosen.length)
  return chosen
}

/** A new element with its values as far as they can be guessed from what is there. */
export function blank(words: Vocabulary, type: ElementType, place: { section: string; parent: string; name: string }, elements: Element[]): Blank {
  const values = neededAttributes(type).map((attribute) => {
    const guess = likely(type, place.section, elements, attribute.name)
    return [attribute.name, guess ?? (attribute.options.length === 1 ? attribute.options[0] : undefined)] as const
  })
  const targets = neededRelations(type).map((relation) => [relation.kind, likelyTargets(words, relation, elements)] as const)
  return {
    type,
    ...place,
    values: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
    targets: Object.fromEntries(targets),
  }
}

/** The key that so many targets are written under. */
function spelling(relation: RelationType, count: number): string {
  const [one = relation.kind, many = one] = relation.spellings
  return count > 1 ? many : one
}

/** What is written of it. */
export function bodyOf({ type, section, values, targets }: Blank, fallback: string): Record<string, unknown> {
  const edges = type.relations.flatMap((relation) => {
    const names = targets[relation.kind] ?? []
    if (names.length === 0) return []
    return [[spelling(relation, names.length), names.length === 1 && relation.minimum < 2 ? names[0] : names] as const]
  })
  const head = section !== '' && type.name === fallback ? {} : { type: type.name }
  return { ...head, ...Object.fromEntries(edges), ...values }
}
