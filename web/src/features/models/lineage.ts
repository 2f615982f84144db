// Where the nodes of a lineage stand, and what they lead to.
import { dataAddress } from '../../shared/api/data'
import { versionAddress, type LineageNode } from '../../shared/api/registry'

export const STEPS = ['Made from', 'Trained in', 'Version', 'Used by'] as const

const STEP: Record<LineageNode['kind'], number> = {
  data: 0,
  pipeline: 0,
  commit: 0,
  run: 1,
  version: 2,
  elsewhere: 2,
  service: 3,
}

/** The nodes of each step, in the order in which they were told. */
export const inSteps = (nodes: LineageNode[]): LineageNode[][] =>
  STEPS.map((_, step) => nodes.filter((node) => STEP[node.kind] === step))

/** The address that a node leads to; empty where it leads nowhere. */
export function addressOf(node: LineageNode, model: string, current: string): string {
  switch (node.kind) {
    case 'data':
      return dataAddress(model, node.name)
    case 'pipeline':
      return dataAddress(model)
    case 'run':
      return node.detail && `/runs/${encodeURIComponent(node.detail)}`
    case 'service':
      return `/applications/${encodeURIComponent(node.name.split('/')[0] ?? '')}`
    case 'elsewhere':
      return ''
    case 'version':
      return node.name === current ? '' : versionAddress(model, node.name.slice(model.length + 1))
    case 'commit':
      return `/versions?commit=${encodeURIComponent(node.detail)}`
  }
}
