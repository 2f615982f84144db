// Which relations fit between two elements, and in words why none does.
import type { Edge, Element } from './document'
import { isA, type ElementType, type RelationType, type Target, type Vocabulary } from './vocabulary'

/** The relation of a component to the host that it runs on. */
export const HOSTED_ON = 'hostedOn'

/** Whether elements of a type may run on a host that is chosen for them. */
export const isMovable = (type: ElementType | undefined): boolean =>
  type?.relations.some((one) => one.kind === HOSTED_ON && one.maximum !== 0) ?? false

/** Whether elements of one type may contain those of another. */
export const mayContain = (holder: ElementType | undefined, type: ElementType): boolean =>
  holder?.contains.some((target) => isA(type, target.type)) ?? false

/** A relation that could be added: `element` declares it, `target` is what it points to. */
export interface Wiring {
  element: string
  relation: string
  target: string
}

/** An element with what is known of its type. */
type End = Pick<Element, 'name' | 'type' | 'edges' | 'parent'>

const provided = (type: ElementType) => type.provides.map((endpoint) => endpoint.interface)

const speaks = (target: Target, type: ElementType) =>
  target.uses.length === 0 || target.uses.some((use) => provided(type).includes(use))

/** Whether a relation of what is in an element leads only to what is in the same one. */
const staysInside = (relation: RelationType) => relation.scope === 'container'

/** The names of the elements that a relation may point to, of an element that is in `parent`. */
export function wireable(words: Vocabulary, relation: RelationType, elements: Element[], parent: string): string[] {
  const fits = (type: ElementType | undefined) =>
    type !== undefined && relation.targets.some((target) => isA(type, target.type) && speaks(target, type))
  const near = staysInside(relation) ? elements.filter((one) => one.parent === parent) : elements
  return near.filter((one) => fits(words.types.get(one.type))).map((one) => one.name)
}

const counted = (edges: Edge[], kind: string) => edges.filter((edge) => edge.kind === kind).length

/** How many of a kind of relation lead to elements of a type. */
function aimed(words: Vocabulary, from: End, kind: string, type: string, elements: Element[]): number {
  const found = new Set(elements.filter((one) => isA(words.types.get(one.type), type)).map((one) => one.name))
  return from.edges.filter((edge) => edge.kind === kind && found.has(edge.target)).length
}

/** Why `from` cannot have one more relation of a kind to `to`; empty where it can. */
function reason(words: Vocabulary, from: End, relation: RelationType, to: End, elements: Element[]): string {
  const type = words.types.get(to.type)
  if (type === undefined) return `${to.type} is not known.`
  if (from.edges.some((edge) => edge.kind === relation.kind && edge.target === to.name)) {
    return `${from.name} has ${to.name} in ${relation.kind} already.`
  }
  const targets = relation.targets.filter((target) => isA(type, target.type))
  if (targets.length === 0) {
    const allowed = relation.targets.map((target) => target.type).join(', ')
    return `${from.type} takes in ${relation.kind} only ${allowed}; ${to.name} is a ${to.type}.`
  }
  if (staysInside(relation) && from.parent !== to.parent) {
    return `${relation.kind} of ${from.name} stays in ${from.parent || 'the document'}; ${to.name} is in ${to.parent || 'the document'}.`
  }
  const spoken = targets.filter((target) => speaks(target, type))
  if (spoken.length === 0) {
    const wanted = targets.flatMap((target) => target.uses).join(', ')
    const offered = provided(type).join(', ') || 'nothing'
    return `${from.type} speaks ${wanted} in ${relation.kind}; ${to.type} offers ${offered}.`
  }
  const free = spoken.some(({ type: name, maximum }) => maximum === null || aimed(words, from, relation.kind, name, elements) < maximum)
  if (!free) return `${from.name} has its ${spoken[0]?.type} in ${relation.kind} already.`
  if (relation.maximum !== null && counted(from.edges, relation.kind) >= relation.maximum) {
    const all = relation.maximum === 1 ? `its one ${relation.kind}` : `all ${relation.maximum} of ${relation.kind}`
    return `${from.name} has ${all} already.`
  }
  return ''
}

const drawn = (type: ElementType | undefined) => (type?.relations ?? []).filter((one) => one.scope !== 'infrastructure')

interface Answer {
  fitting: Wiring[]
  why: string
}

interface Way extends Answer {
  /** The relations that it could be if there were room for one more. */
  meant: string[]
}

function oneWay(words: Vocabulary, from: End, to: End, elements: Element[]): Way {
  const relations = drawn(words.types.get(from.type))
  if (from.name === to.name) return { fitting: [], why: 'An element is not joined to itself.', meant: [] }
  if (relations.length === 0) return { fitting: [], why: `${from.type} has no relations to draw.`, meant: [] }
  const reasons = relations.map((relation) => [relation, reason(words, from, relation, to, elements)] as const)
  return {
    fitting: reasons.flatMap(([relation, why]) => (why ? [] : [{ element: from.name, relation: relation.kind, target: to.name }])),
    why: reasons[0]?.[1] ?? '',
    meant: relations.filter(({ targets }) => targets.some(({ type }) => isA(words.types.get(to.type), type))).map((one) => one.kind),
  }
}

/** Kinds of documents whose wires are drawn from what is named to what names it: data flow that way. */
const DOWNSTREAM = ['Pipeline']

export const flowsDown = (kind: string) => DOWNSTREAM.includes(kind)

/**
 * What a wire drawn from one element to another may mean, the likeliest first; where it can mean
 * nothing, why not.
 */
export function wirings(words: Vocabulary, kind: string, from: End, to: End, elements: Element[]): Answer {
  const ways = [oneWay(words, from, to, elements), oneWay(words, to, from, elements)] as const
  const [first, second] = flowsDown(kind) ? [ways[1], ways[0]] : ways
  const silent = drawn(words.types.get(from.type)).length === 0 && !flowsDown(kind)
  // A relation for which there is no room is not drawn the other way round instead.
  const turned = second.fitting.filter(({ relation }) => !first.meant.includes(relation))
  return { fitting: [...first.fitting, ...turned], why: silent ? second.why : first.why }
}

/** A section whose elements join two others, such as links, with the relation that does. */
export function joints(words: Vocabulary, kind: string): { section: string; type: ElementType; relation: RelationType }[] {
  return (words.documents[kind]?.sections ?? []).flatMap(({ name, default: fallback }) => {
    const type = words.types.get(fallback)
    const relation = type?.relations.find((one) => one.minimum === 2 && one.maximum === 2)
    return type && relation ? [{ section: name, type, relation }] : []
  })
}
