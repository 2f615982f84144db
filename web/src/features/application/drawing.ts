// From the application to what React Flow draws.
import { MarkerType, type Edge, type Node } from '@xyflow/react'
import { LAYER, still, TOUCHABLE } from '../../canvas/layers'
import { flowOf } from '../../graph/flow'
import { layout } from '../../graph/layout'
import type { Wire } from '../../graph/types'
import type { Application, Component, Connection, Host } from '../../shared/api/types'
import { seconds } from '../../shared/format'

export type HostNode = Node<{ host: Host | null }, 'host'>
export type BlockNode = Node<{ component: Component }, 'block'>
export type WireEdge = Edge<{ wire: Wire; topics: string; latency: string }, 'wire'>

/** At most two topics by name, the others counted. */
export function topicText(topics: string[]): string {
  const [first, second, ...rest] = topics
  if (rest.length > 0) return `${first}, ${second} +${rest.length}`
  return topics.join(', ')
}

/** The latency of the path and the bound on it; nothing where both ends share a host and no bound is set. */
export function latencyText({ latency, maxLatency }: Connection): string {
  if (maxLatency != null) return `${seconds(latency ?? 0)}, at most ${seconds(maxLatency)}`
  return latency ? seconds(latency) : ''
}

function edge(wire: Wire, connection: Connection): WireEdge {
  const tip = { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--wire)' }
  return {
    id: `${wire.source}→${wire.target}`,
    type: 'wire',
    source: wire.source,
    target: wire.target,
    zIndex: LAYER.wire,
    focusable: false,
    selectable: false,
    markerEnd: wire.flow === 'back' ? undefined : tip,
    markerStart: wire.flow === 'forward' ? undefined : tip,
    data: { wire, topics: topicText(connection.topics), latency: latencyText(connection) },
  }
}

export function draw(application: Application): { nodes: Node[]; edges: WireEdge[] } {
  const parts = new Map(application.components.map((one) => [one.name, one]))
  const hosts = new Map(application.hosts.map((host) => [host.name, host]))
  const connections = application.connections.map((one) => {
    const source = parts.get(one.source)
    return { ...one, flow: flowOf(source?.role ?? '', source?.attributes ?? {}, one.topics) }
  })
  const components = application.components.map(({ name, host }) => ({ name, host: host ?? '' }))
  const drawing = layout(application.hosts, components, connections)
  const nodes: Node[] = [
    ...drawing.bands.map((box) => ({
      ...still(box), id: `band:${box.name}`, type: 'band', zIndex: LAYER.band, data: { tier: box.name },
    })),
    ...drawing.hosts.map((box) => ({
      ...still(box), ...TOUCHABLE, id: `host:${box.name}`, type: 'host', zIndex: LAYER.host,
      data: { host: hosts.get(box.name) ?? null },
    })),
    ...drawing.components.map((box) => ({
      ...still(box), ...TOUCHABLE, id: box.name, type: 'block', zIndex: LAYER.block,
      data: { component: parts.get(box.name) },
    })),
  ]
  const edges = drawing.wires.flatMap((wire) => {
    const found = connections.find((one) => one.source === wire.source && one.target === wire.target)
    return found ? [edge(wire, found)] : []
  })
  return { nodes, edges }
}
