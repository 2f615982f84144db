import { describe, expect, it } from 'vitest'
import { layout } from '../src/graph/layout'
import { route } from '../src/graph/wires'
import { BLOCK } from '../src/graph/sizes'
import type { Box, ComponentSpec, ConnectionSpec, HostSpec } from '../src/graph/types'

const HOSTS: HostSpec[] = [
  { name: 'cloud-1', tier: 'cloud' },
  { name: 'a', tier: 'edge' },
  { name: 'b', tier: 'edge' },
  { name: 'fog-1', tier: 'fog' },
]
const COMPONENTS: ComponentSpec[] = [
  { name: 'writer', host: 'cloud-1' },
  { name: 'scorer', host: 'fog-1' },
  { name: 'processor', host: 'fog-1' },
  { name: 'broker', host: 'fog-1' },
  { name: 'gateway-a', host: 'a' },
  { name: 'gateway-b', host: 'b' },
]
const CONNECTIONS: ConnectionSpec[] = [
  { source: 'gateway-a', target: 'broker', flow: 'forward' },
  { source: 'gateway-b', target: 'broker', flow: 'forward' },
  { source: 'processor', target: 'broker', flow: 'both' },
  { source: 'processor', target: 'scorer', flow: 'forward' },
  { source: 'writer', target: 'broker', flow: 'back' },
]

const drawing = layout(HOSTS, COMPONENTS, CONNECTIONS)
const box = (list: (Box & { name: string })[], name: string) => {
  const found = list.find((one) => one.name === name)
  if (!found) throw new Error(`${name} is not drawn`)
  return found
}
const inside = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height
const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y

describe('layout', () => {
  it('puts tiers from the edge to the cloud, whatever the order of the hosts', () => {
    expect(drawing.bands.map((band) => band.name)).toEqual(['edge', 'fog', 'cloud'])
    const [edge, fog, cloud] = drawing.bands.map((band) => band.x)
    expect(edge).toBeLessThan(fog ?? 0)
    expect(fog).toBeLessThan(cloud ?? 0)
  })

  it('keeps components in their host and hosts in their tier', () => {
    for (const { name, host } of COMPONENTS) {
      expect(inside(box(drawing.components, name), box(drawing.hosts, host))).toBe(true)
    }
    for (const { name, tier } of HOSTS) {
      expect(inside(box(drawing.hosts, name), box(drawing.bands, tier))).toBe(true)
    }
  })

  it('lets no two blocks overlap, also with many of them', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ name: `c${index}`, host: `h${index % 17}` }))
    const hosts = Array.from({ length: 17 }, (_, index) => ({ name: `h${index}`, tier: index < 9 ? 'edge' : 'fog' }))
    const blocks = layout(hosts, many, []).components
    expect(blocks).toHaveLength(60)
    blocks.forEach((one, index) => {
      for (const other of blocks.slice(index + 1)) expect(apart(one, other)).toBe(true)
    })
  })

  it('stacks what sends above what receives', () => {
    const rows = ['broker', 'processor', 'scorer'].map((name) => box(drawing.components, name).y)
    expect(rows).toEqual([...rows].sort((a, b) => a - b))
    expect(new Set(rows).size).toBe(3)
  })

  it('draws components without a host in a place of their own', () => {
    const { bands, components } = layout(HOSTS, [...COMPONENTS, { name: 'lost', host: 'nowhere' }], [])
    expect(bands.at(-1)?.name).toBe('')
    expect(box(components, 'lost')).toMatchObject(BLOCK)
  })

  it('survives an empty model and a cycle', () => {
    expect(layout([], [], []).components).toEqual([])
    const pair = [{ name: 'x', host: 'a' }, { name: 'y', host: 'a' }]
    const circle: ConnectionSpec[] = [
      { source: 'x', target: 'y', flow: 'forward' },
      { source: 'y', target: 'x', flow: 'forward' },
    ]
    expect(layout(HOSTS, pair, circle).wires).toHaveLength(2)
  })
})

it('places every host, however full they are', () => {
  const hosts = Array.from({ length: 5 }, (_, index) => ({ name: `h${index}`, tier: 'fog' }))
  const parts = Array.from({ length: 60 }, (_, index) => ({ name: `c${index}`, host: `h${index % 5}` }))
  const crowded = layout(hosts, parts, [])
  const numbers = [...crowded.bands, ...crowded.hosts, ...crowded.components].flatMap(({ x, y, width, height }) => [x, y, width, height])
  expect(numbers.every(Number.isFinite)).toBe(true)
})

describe('wires', () => {
  it('leave and reach the facing sides', () => {
    const wire = drawing.wires.find((one) => one.source === 'gateway-a')
    const from = box(drawing.components, 'gateway-a')
    const to = box(drawing.components, 'broker')
    expect(wire?.path.startsWith(`M${from.x + from.width},`)).toBe(true)
    expect(wire?.path).toContain(` ${to.x},`)
  })

  it('share a side in the order of what they lead to, so that they do not cross', () => {
    const ends = ['gateway-a', 'gateway-b'].map((name) => {
      const path = drawing.wires.find((one) => one.source === name)?.path ?? ''
      return Number(path.slice(path.lastIndexOf(',') + 1))
    })
    const heights = ['gateway-a', 'gateway-b'].map((name) => box(drawing.components, name).y)
    expect(ends[0] !== ends[1]).toBe(true)
    expect((ends[0] ?? 0) < (ends[1] ?? 0)).toBe((heights[0] ?? 0) < (heights[1] ?? 0))
  })

  it('lead around a block that their middle would lie on', () => {
    const at = (name: string, x: number) => ({ name, x, y: 0, width: 200, height: 100 })
    const [wire] = route([at('a', 0), at('between', 300), at('b', 600)], [], [{ source: 'a', target: 'b', flow: 'forward' }])
    expect(wire?.label.y).toBeLessThan(0)
  })

  it('are left out when an end is unknown', () => {
    const wires = layout(HOSTS, COMPONENTS, [{ source: 'writer', target: 'ghost', flow: 'forward' }]).wires
    expect(wires).toEqual([])
  })
})
