// What is drawn as wires: the relations of a document, and the elements that join two others.
import type { ConnectionSpec } from '../graph/types'
import type { Model } from '../model/document'
import { flowsDown, joints } from '../model/fits'
import type { Vocabulary } from '../model/vocabulary'
import { tops } from './places'

export interface Link extends ConnectionSpec {
  id: string
  /** The element that declares it, with the relation; of a joint the element that it is; empty for a bundle. */
  element: string
  relation: string
  text: string
}

const FAR = ['maxLatency', 'latency']

const labelOf = (values: Record<string, unknown>) =>
  FAR.flatMap((key) => (values[key] === undefined ? [] : [key === 'latency' ? String(values[key]) : `at most ${String(values[key])}`])).join(', ')

/** The relations of a document between elements that are drawn. */
export function linksOf(words: Vocabulary, model: Model, drawn: ReadonlySet<string>): Link[] {
  const down = flowsDown(model.kind)
  return model.elements.flatMap((element) =>
    element.edges.flatMap((edge) => {
      if (!drawn.has(element.name) || !drawn.has(edge.target)) return []
      const scope = words.types.get(element.type)?.relations.find((one) => one.kind === edge.kind)?.scope
      if (scope === undefined || scope === 'infrastructure') return []
      const [source, target] = down ? [edge.target, element.name] : [element.name, edge.target]
      const id = `${element.name} ${edge.kind} ${edge.target}`
      return [{ id, source, target, flow: 'forward' as const, element: element.name, relation: edge.kind, text: labelOf(edge.attributes) }]
    }),
  )
}

/** Elements that join two others are drawn as wires between them. */
export function jointLinks(words: Vocabulary, model: Model): Link[] {
  return joints(words, model.kind).flatMap(({ section, relation }) =>
    tops(model, section).flatMap((element) => {
      const [source, target] = element.edges.filter((edge) => edge.kind === relation.kind)
      if (!source || !target) return []
      return [{
        id: element.name, source: source.target, target: target.target, flow: 'both' as const,
        element: element.name, relation: '', text: labelOf(element.values),
      }]
    }),
  )
}

/** Links where some elements are not drawn, but a card in their place: those between two cards become one. */
export function bundled(links: Link[], cardOf: (name: string) => string | undefined): Link[] {
  const bundles = new Map<string, Link & { count: number }>()
  const open: Link[] = []
  for (const link of links) {
    const [source, target] = [cardOf(link.source) ?? link.source, cardOf(link.target) ?? link.target]
    const id = `${source} → ${target}`
    const known = bundles.get(id)
    if (source === link.source && target === link.target) open.push(link)
    else if (known) known.count += 1
    else if (source !== target) bundles.set(id, { id, source, target, flow: link.flow, element: '', relation: '', text: '', count: 1 })
  }
  const told = [...bundles.values()].map(({ count, ...link }) => ({ ...link, text: count === 1 ? '' : `${count} connections` }))
  return [...open, ...told]
}
