// The application over its sites: tiers as bands from left to right, hosts in them, components in hosts.
import { near, ranked, tiers } from './order'
import { BLOCK, COLUMN, HOST } from './sizes'
import type { Box, ComponentSpec, ConnectionSpec, Drawing, HostSpec, Named } from './types'
import { route } from './wires'

interface Filled extends Box {
  host: HostSpec
  inside: Named[]
}

/** A host with its components at 0, 0: rows of at most `HOST.rows`, then another column. */
function fill(host: HostSpec, names: string[]): Filled {
  const columns = Math.max(1, Math.ceil(names.length / HOST.rows))
  const rows = Math.min(HOST.rows, Math.max(1, names.length))
  const inside = names.map((name, index) => ({
    name,
    x: HOST.pad + Math.floor(index / HOST.rows) * (BLOCK.width + HOST.gapX),
    y: HOST.head + (index % HOST.rows) * (BLOCK.height + HOST.gapY),
    ...BLOCK,
  }))
  return {
    host,
    inside,
    x: 0,
    y: 0,
    width: 2 * HOST.pad + columns * BLOCK.width + (columns - 1) * HOST.gapX,
    height: HOST.head + (names.length === 0 ? 0 : rows * BLOCK.height + (rows - 1) * HOST.gapY + HOST.pad),
  }
}

const extent = (column: Filled[]) =>
  column.reduce((sum, host) => sum + host.height, 0) + (column.length - 1) * COLUMN.hostGap

const breadth = (column: Filled[]) => Math.max(...column.map((host) => host.width))

/** A tier in columns of about `COLUMN.height` at most. */
function columnsOf(hosts: Filled[]): Filled[][] {
  const count = Math.max(1, Math.ceil(extent(hosts) / COLUMN.height))
  const length = Math.ceil(hosts.length / count)
  return Array.from({ length: Math.ceil(hosts.length / length) }, (_, index) => hosts.slice(index * length, (index + 1) * length))
}

function stack(column: Filled[], x: number, tallest: number): Filled[] {
  let y = COLUMN.head + (tallest - extent(column)) / 2
  return column.map((host) => {
    const placed = { ...host, x, y }
    y += host.height + COLUMN.hostGap
    return placed
  })
}

function ordered(
  hosts: HostSpec[],
  components: ComponentSpec[],
  connections: ConnectionSpec[],
): HostSpec[][] {
  const home = new Map(components.map((component) => [component.name, component.host]))
  const wired = (a: string, b: string) =>
    connections.some(({ source, target }) => {
      const ends = [home.get(source), home.get(target)]
      return ends.includes(a) && ends.includes(b)
    })
  const columns = tiers(hosts, components)
  return columns.map((column, index) => near(column, columns[index - 1] ?? [], wired))
}

const shifted = (box: Named, by: Box): Named => ({ ...box, x: box.x + by.x, y: box.y + by.y })

export function layout(
  hosts: HostSpec[],
  components: ComponentSpec[],
  connections: ConnectionSpec[],
): Drawing {
  const known = new Set(hosts.map((host) => host.name))
  const homeOf = (component: ComponentSpec) => (known.has(component.host) ? component.host : '')
  const filled = ordered(hosts, components, connections).map((tier) =>
    columnsOf(
      tier.map((host) => {
        const names = components.filter((one) => homeOf(one) === host.name).map((one) => one.name)
        return fill(host, ranked(names, connections))
      }),
    ),
  )
  const tallest = Math.max(0, ...filled.flat().map(extent))
  const bands: Named[] = []
  const placed: Filled[] = []
  let x = 0
  for (const tier of filled) {
    const start = x
    for (const column of tier) {
      placed.push(...stack(column, x + COLUMN.pad, tallest))
      x += breadth(column) + 2 * COLUMN.pad
    }
    const name = tier[0]?.[0]?.host.tier ?? ''
    bands.push({ name, x: start, y: 0, width: x - start, height: COLUMN.head + tallest + COLUMN.pad })
    x += COLUMN.gap - 2 * COLUMN.pad
  }
  const boxes = placed.flatMap((host) => host.inside.map((inner) => shifted(inner, host)))
  return {
    bands,
    hosts: placed.map(({ host, x, y, width, height }) => ({ name: host.name, x, y, width, height })),
    components: boxes,
    wires: route(boxes, placed, connections),
  }
}
