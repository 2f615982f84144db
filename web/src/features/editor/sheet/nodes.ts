// A scene as nodes and edges of React Flow.
import { MarkerType, Position, type Edge, type Node } from '@xyflow/react'
import { LAYER, still, TOUCHABLE } from '../../../canvas/layers'
import { grouped } from '../../../graph/order'
import type { Box } from '../../../graph/types'
import type { Element } from '../../../model/document'
import type { BlockNode } from '../Block'
import type { Desk } from '../desk'
import { worst } from '../../../shared/findings/severity'
import type { Located } from '../findings'
import type { CardNode } from './CardView'
import { hostId } from '../../../canvas/folding'
import type { Amounts } from '../../../model/quantities'
import { hostOf } from '../../../canvas/places'
import { wiresOf, type Card, type Scene, type Spots } from '../../../canvas/scene'

const TIP = { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--wire)' }

/** Where wires may end before a box was drawn for the first time: anywhere, since wires are routed beforehand. */
const handlesOf = ({ width, height }: Box) =>
  (['source', 'target'] as const).map((type) => ({
    type, position: type === 'source' ? Position.Right : Position.Left, x: type === 'source' ? width : 0, y: height / 2, width: 1, height: 1,
  }))

/** A box of which everything is known before it was drawn for the first time. */
const settled = (box: Box) => ({ ...still(box), measured: { width: box.width, height: box.height } })

/** What is asked of hosts, by host. */
type Asked = ReadonlyMap<string, Amounts>
const NOTHING: Asked = new Map()

type Told = Pick<Desk, 'model' | 'places' | 'chosen' | 'findings'>

/** What is known of all elements, by name. */
interface Known {
  parts: ReadonlyMap<string, Element[]>
  findings: ReadonlyMap<string, Located[]>
}

/** The names of all that an element contains, at any depth. */
const innerOf = (parts: Known['parts'], name: string): string[] =>
  (parts.get(name) ?? []).flatMap((part) => [part.name, ...innerOf(parts, part.name)])

/** A block tells its own findings, then those of what it contains. */
function blockOf(box: Box, element: Element, known: Known, chosen: boolean): BlockNode {
  const inner = innerOf(known.parts, element.name)
  const findings = [element.name, ...inner].flatMap((name) => known.findings.get(name) ?? [])
  const isOpen = element.section === 'components' && hostOf(element) === undefined && !('select' in element.values)
  return {
    ...settled(box), ...TOUCHABLE, id: element.name, type: 'element', zIndex: LAYER.block, draggable: true, selectable: true,
    handles: handlesOf(box), data: { element, parts: known.parts.get(element.name) ?? [], inner, placed: isOpen && chosen, findings },
  }
}

function cardOf(card: Card, findings: ReadonlyMap<string, Located[]>): CardNode {
  const found = card.inside.flatMap((name) => findings.get(name) ?? [])
  const { name, title, tier, hosts, inside } = card
  return {
    ...settled(card), ...TOUCHABLE, id: name, type: 'folded', zIndex: LAYER.block, handles: handlesOf(card),
    data: { id: name, title, tier, hosts, elements: inside.length, severity: worst(found), findings: found.length },
  }
}

export function nodesOf({ model, places, chosen, findings }: Told, { bands, hosts, blocks, cards }: Scene, idsOf: (tier: string) => string[], asked: Asked = NOTHING): Node[] {
  const placeOf = new Map(places.map((place) => [place.name, place]))
  const elements = new Map(model.elements.map((one) => [one.name, one]))
  const parts = grouped(model.elements, (one) => one.parent)
  const found = grouped(findings, (one) => one.owner)
  const drawn = blocks.flatMap((box) => {
    const element = elements.get(box.name)
    if (!element) return []
    return [blockOf(box, element, { parts, findings: found }, chosen[box.name] !== undefined)]
  })
  return [
    ...bands.map((box) => ({
      ...settled(box), id: `band:${box.name}`, type: 'band', zIndex: LAYER.band, handles: [], data: { tier: box.name, ids: idsOf(box.name) },
    })),
    ...hosts.map((box) => ({
      ...settled(box), ...TOUCHABLE, id: hostId(box.name), type: 'host', zIndex: LAYER.host, handles: [], draggable: true,
      data: { id: hostId(box.name), place: placeOf.get(box.name), asked: asked.get(box.name) },
    })),
    ...cards.map((card) => cardOf(card, found)),
    ...drawn,
  ]
}

export function edgesOf(scene: Scene, moved: Spots, chosen: string): Edge[] {
  return wiresOf(scene, moved).map((wire) => ({
    id: wire.id, type: 'wire', source: wire.source, target: wire.target, zIndex: LAYER.wire, focusable: false, selectable: false,
    markerEnd: wire.flow === 'forward' ? TIP : undefined, data: { wire, chosen: wire.id === chosen },
  }))
}

/** Nodes with what is chosen marked; the others are the same objects. */
export const marked = (nodes: Node[], picks: ReadonlySet<string>): Node[] =>
  nodes.map((node) => (picks.has(node.id) ? { ...node, selected: true } : node))
