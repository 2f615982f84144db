// From a document to boxes and wires: an application over its hosts, everything else in columns.
import { layered } from '../../graph/layered'
import { layout } from '../../graph/layout'
import { BLOCK, HOST } from '../../graph/sizes'
import type { Box, ConnectionSpec, Named, Wire } from '../../graph/types'
import { route } from '../../graph/wires'
import type { Element, Model } from '../../model/document'
import { flowsDown, HOSTED_ON, joints } from '../../model/fits'
import type { Vocabulary } from '../../model/vocabulary'

export interface Link extends ConnectionSpec {
  id: string
  /** The element that declares it, with the relation; of a joint the element that it is. */
  element: string
  relation: string
  text: string
}

export interface Scene {
  bands: Named[]
  hosts: Named[]
  blocks: Named[]
  links: Link[]
}

export interface Place {
  name: string
  tier: string
  site: string
  about: string
}

const tops = (model: Model, section: string) =>
  model.elements.filter((one) => one.section === section && one.parent === '')

/** The value of an attribute, or its default. */
export function valueOrDefault(words: Vocabulary, element: Element, name: string): unknown {
  return element.values[name] ?? words.types.get(element.type)?.attributes.find((one) => one.name === name)?.default
}

/** The hosts of an infrastructure, as an application is drawn over them. */
export function placesOf(words: Vocabulary, infrastructure: Model | undefined): Place[] {
  if (!infrastructure) return []
  return tops(infrastructure, 'hosts').map((host) => {
    const told = ['cpu', 'memory', 'disk'].map((key) => `${key} ${String(valueOrDefault(words, host, key) ?? '–')}`)
    return {
      name: host.name,
      tier: String(valueOrDefault(words, host, 'tier') ?? ''),
      site: String(host.values.site ?? ''),
      about: `${host.type}: ${told.join(', ')}`,
    }
  })
}

/** What stands for an element: its role, or the tier of a host. */
export function iconOf(words: Vocabulary, element: Element): string {
  const role = words.types.get(element.type)?.role
  return role || String(valueOrDefault(words, element, 'tier') ?? '')
}

export const hostOf = (element: Element) => element.edges.find((edge) => edge.kind === HOSTED_ON)?.target

const FAR = ['maxLatency', 'latency']

const labelOf = (values: Record<string, unknown>) =>
  FAR.flatMap((key) => (values[key] === undefined ? [] : [key === 'latency' ? String(values[key]) : `at most ${String(values[key])}`])).join(', ')

/** The relations of a document between elements that are drawn. */
function linksOf(words: Vocabulary, model: Model, drawn: ReadonlySet<string>): Link[] {
  const down = flowsDown(model.kind)
  return model.elements.flatMap((element) =>
    element.edges.flatMap((edge) => {
      if (!drawn.has(element.name) || !drawn.has(edge.target)) return []
      const scope = words.types.get(element.type)?.relations.find((one) => one.kind === edge.kind)?.scope
      if (scope !== 'document') return []
      const [source, target] = down ? [edge.target, element.name] : [element.name, edge.target]
      const id = `${element.name} ${edge.kind} ${edge.target}`
      return [{ id, source, target, flow: 'forward' as const, element: element.name, relation: edge.kind, text: labelOf(edge.attributes) }]
    }),
  )
}

/** Elements that join two others are drawn as wires between them. */
function jointLinks(words: Vocabulary, model: Model): Link[] {
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

const below = (boxes: Box[]) => Math.max(0, ...boxes.map((box) => box.y + box.height))

/** How far a scene reaches to the right and down. */
export function extentOf({ bands, blocks }: Scene): string {
  const boxes = [...bands, ...blocks]
  return `${Math.max(0, ...boxes.map((box) => box.x + box.width))} ${below(boxes)}`
}

/** A row of boxes under everything else. */
function row(names: string[], top: number): Named[] {
  return names.map((name, index) => ({ name, x: HOST.pad + index * (BLOCK.width + HOST.gapX), y: top + HOST.gapY, ...BLOCK }))
}

function application(words: Vocabulary, model: Model, places: Place[], chosen: Record<string, string>): Scene {
  const parts = tops(model, 'components')
  const links = linksOf(words, model, new Set(model.elements.map((one) => one.name)))
  const homes = parts.map((one) => ({ name: one.name, host: hostOf(one) ?? chosen[one.name] ?? '' }))
  const { bands, hosts, components } = layout(places, homes, links)
  const others = model.elements.filter((one) => one.parent === '' && one.section !== 'components').map((one) => one.name)
  return { bands, hosts, blocks: [...components, ...row(others, below(bands))], links }
}

const TIERS = ['edge', 'fog', 'cloud']

function columns(words: Vocabulary, model: Model): Scene {
  const joined = joints(words, model.kind).map((joint) => joint.section)
  const parts = model.elements.filter((one) => one.parent === '' && !joined.includes(one.section))
  const names = parts.map((one) => one.name)
  const links = [...linksOf(words, model, new Set(names)), ...jointLinks(words, model)]
  const arcs = links.map(({ source, target }) => [source, target] as [string, string])
  const tiers = new Map(parts.map((one) => [one.name, TIERS.indexOf(String(valueOrDefault(words, one, 'tier') ?? ''))]))
  const rank = model.kind === 'Infrastructure' ? tiers : undefined
  return { bands: [], hosts: [], blocks: layered(names, arcs, rank), links }
}

export function sceneOf(words: Vocabulary, model: Model, places: Place[], chosen: Record<string, string>): Scene {
  return model.kind === 'Application' ? application(words, model, places, chosen) : columns(words, model)
}

export type Spots = ReadonlyMap<string, { x: number; y: number }>

/** Nodes where they were moved to; those that were not are the same objects, and so are the data of all. */
export function movedTo<N extends { id: string; position: { x: number; y: number } }>(nodes: N[], moved: Spots): N[] {
  return nodes.map((node) => {
    const position = moved.get(node.id)
    return position ? { ...node, position } : node
  })
}

/** The wires of a scene while some of its blocks stand elsewhere. */
export function wiresOf(scene: Scene, moved: Spots): (Link & Wire)[] {
  const boxes = scene.blocks.map((box) => ({ ...box, ...moved.get(box.name) }))
  return route(boxes, scene.hosts, scene.links)
}
