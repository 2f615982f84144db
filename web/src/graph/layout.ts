// The application over its sites: tiers as bands from left to right, hosts in them, components in hosts.
import { grouped, near, ranked, tiers } from './order'
import { BLOCK, COLUMN, HOST } from './sizes'
import type { Box, ComponentSpec, ConnectionSpec, Drawing, HostSpec, Named } from './types'
import { route } from './wires'

interface Filled extends Box {
  host: HostSpec
  inside: Named[]
}

/** A host with its components at 0, 0: a few rows, more where there are many, then another column. */
function fill(host: HostSpec, names: string[]): Filled {
  const most = Math.max(HOST.rows, Math.ceil(Math.sqrt(names.length)))
  const columns = Math.max(1, Math.ceil(names.length / most))
  const rows = Math.min(most, Math.max(1, names.length))
  const inside = names.map((name, index) => ({
    name,
    x: HOST.pad + Math.floor(index / most) * (BLOCK.width + HOST.gapX),
    y: HOST.head + (index % most) * (BLOCK.height + HOST.gapY),
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

/** A tier in columns of about `COLUMN.height`; in higher ones where it would be much wider than high. */
function columnsOf(hosts: Filled[]): Filled[][] {
  const square = Math.sqrt(extent(hosts) / breadth(hosts))
  const count = Math.max(1, Math.ceil(Math.min(extent(hosts) / COLUMN.height, square)))
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

/** The hosts that are wired to each other by what runs on them. */
function neighbours(homes: ReadonlyMap<string, string>, connections: ConnectionSpec[]): (a: string, b: string) => boolean {
  const pairs = new Set(connections.map(({ source, target }) => `${homes.get(source)}\n${homes.get(target)}`))
  return (a, b) => pairs.has(`${a}\n${b}`) || pairs.has(`${b}\n${a}`)
}

const shifted = (box: Named, by: Box): Named => ({ ...box, x: box.x + by.x, y: box.y + by.y })

/** Tiers in columns of hosts at their places, with the band of each. */
function placedIn(tiersOfColumns: Filled[][][]): { bands: Named[]; placed: Filled[] } {
  const tallest = Math.max(0, ...tiersOfColumns.flat().map(extent))
  const bands: Named[] = []
  const placed: Filled[] = []
  let x = 0
  for (const tier of tiersOfColumns) {
    const start = x
    for (const column of tier) {
      placed.push(...stack(column, x + COLUMN.pad, tallest))
      x += breadth(column) + 2 * COLUMN.pad
    }
    const name = tier[0]?.[0]?.host.tier ?? ''
    bands.push({ name, x: start, y: 0, width: x - start, height: COLUMN.head + tallest + COLUMN.pad })
    x += COLUMN.gap - 2 * COLUMN.pad
  }
  return { bands, placed }
}

/** Places of hosts and of the components in them. A folded host is its head alone. */
export function arrange(hosts: HostSpec[], components: ComponentSpec[], connections: ConnectionSpec[]): Omit<Drawing, 'wires'> {
  const known = new Set(hosts.map((host) => host.name))
  const homes = new Map(components.map(({ name, host }) => [name, known.has(host) ? host : '']))
  const inside = grouped(homes.keys(), (name) => homes.get(name) ?? '')
  const within = grouped(
    connections.filter(({ source, target }) => homes.has(source) && homes.get(source) === homes.get(target)),
    ({ source }) => homes.get(source) ?? '',
  )
  const wired = neighbours(homes, connections)
  const columns = tiers(hosts, components)
  const filled = columns.map((column, index) => {
    const inOrder = near(column, columns[index - 1] ?? [], wired)
    return columnsOf(
      inOrder.map((host) => fill(host, host.folded ? [] : ranked(inside.get(host.name) ?? [], within.get(host.name) ?? []))),
    )
  })
  const { bands, placed } = placedIn(filled)
  return {
    bands,
    hosts: placed.map(({ host, x, y, width, height }) => ({ name: host.name, x, y, width, height })),
    components: placed.flatMap((host) => host.inside.map((inner) => shifted(inner, host))),
  }
}

export function layout(hosts: HostSpec[], components: ComponentSpec[], connections: ConnectionSpec[]): Drawing {
  const drawing = arrange(hosts, components, connections)
  return { ...drawing, wires: route(drawing.components, drawing.hosts, connections) }
}
