// Two states of a document in one picture: everything that is in either, each with what became of it.
import type { Edge, Element, Model } from '../../model/document'
import type { Change, What } from './types'

export interface Union {
  model: Model
  /** What became of an element, by its name; of what stayed nothing is said. */
  states: ReadonlyMap<string, What>
  /** What changed of an element, in words, by its name. */
  told: ReadonlyMap<string, string[]>
  /** What became of a wire, by its id. */
  wires: ReadonlyMap<string, What>
}

const NOTHING: Model = { kind: '', name: '', values: {}, elements: [] }

export const wireId = (element: string, relation: string, target: string) => `${element} ${relation} ${target}`

/** Elements of the earlier state that are not in the later one, also under another name. */
function lost(before: Model, after: Model, changes: Change[]): Element[] {
  const kept = new Set([...after.elements.map((one) => one.name), ...changes.map((one) => one.was)])
  return before.elements.filter((one) => !kept.has(one.name))
}

/** Relations that are gone from elements that stayed, by the element. */
function lostEdges(changes: Change[]): Map<string, Edge[]> {
  const found = new Map<string, Edge[]>()
  for (const { what, element, relation, target } of changes) {
    if (what !== 'removed' || relation === '') continue
    found.set(element, [...(found.get(element) ?? []), { kind: relation, target, attributes: {} }])
  }
  return found
}

function wiresOf(changes: Change[], elements: Element[], states: ReadonlyMap<string, What>): Map<string, What> {
  const found = new Map<string, What>()
  for (const { name, edges } of elements) {
    const what = states.get(name)
    for (const { kind, target } of edges) {
      const own = what === 'changed' ? undefined : what
      const other = states.get(target)
      const became = own ?? (other === 'removed' ? other : undefined)
      if (became) found.set(wireId(name, kind, target), became)
    }
  }
  for (const { what, element, relation, target } of changes) if (relation !== '') found.set(wireId(element, relation, target), what)
  return found
}

/** What is new or gone as a whole; what stands in such an element is as well. */
function statesOf(before: Model, after: Model, gone: Element[], changes: Change[]): Map<string, What> {
  const known = new Set(before.elements.map((one) => one.name))
  const renamed = new Set(changes.filter((one) => one.was !== '').map((one) => one.element))
  const fresh = after.elements.filter((one) => !known.has(one.name) && !renamed.has(one.name))
  return new Map([
    ...changes.filter((one) => one.element !== '').map((one) => [one.element, 'changed'] as const),
    ...fresh.map((one) => [one.name, 'added'] as const),
    ...gone.map((one) => [one.name, 'removed'] as const),
  ])
}

/**
 * One picture of two states of a document. `changes` are those of this document; a state that does not have it is
 * undefined.
 */
export function unionOf(before: Model | undefined, after: Model | undefined, changes: Change[]): Union {
  const [old, now] = [before ?? NOTHING, after ?? NOTHING]
  const gone = lost(old, now, changes)
  const edges = lostEdges(changes)
  const kept = now.elements.map((one) => ({ ...one, edges: [...one.edges, ...(edges.get(one.name) ?? [])] }))
  const elements = [...kept, ...gone]
  const states = statesOf(old, now, gone, changes)
  const told = new Map<string, string[]>()
  for (const { element, text } of changes) if (element !== '') told.set(element, [...(told.get(element) ?? []), text])
  const model = { ...(after ?? old), elements }
  return { model, states, told, wires: wiresOf(changes, elements, states) }
}
