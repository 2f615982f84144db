// Boxes that people put somewhere, and what follows for the others.
import { BLOCK, HOST } from './sizes'
import { grouped } from './order'
import type { Box, Named, Point } from './types'

type Pins = ReadonlyMap<string, Point>

const overlap = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Boxes where they were put; those that were not go down until they lie on none of these. */
export function apart(boxes: Named[], pins: Pins): Named[] {
  const put = boxes.flatMap((box) => (pins.has(box.name) ? [{ ...box, ...pins.get(box.name) }] : []))
  const at = new Map(put.map((box) => [box.name, box]))
  return boxes.map((box) => at.get(box.name) ?? lowered(box, put))
}

function lowered(box: Named, put: Named[]): Named {
  const free = { ...box }
  for (let below = put.find((one) => overlap(one, free)); below; below = put.find((one) => overlap(one, free))) {
    free.y = below.y + below.height + HOST.gapY
  }
  return free
}

/** The frame around what stands in a host. */
function frame(host: Named, inside: Named[]): Named {
  const left = Math.min(...inside.map((box) => box.x)) - HOST.pad
  const top = Math.min(...inside.map((box) => box.y)) - HOST.head
  const right = Math.max(...inside.map((box) => box.x + box.width)) + HOST.pad
  const bottom = Math.max(...inside.map((box) => box.y + box.height)) + HOST.pad
  return { name: host.name, x: left, y: top, width: right - left, height: bottom - top }
}

/** Boxes of one host of which some were put somewhere: the others stand below these. */
function filled(inside: Named[], pins: Pins): Named[] {
  const put = inside.flatMap((box) => (pins.has(box.name) ? [{ ...box, ...pins.get(box.name) }] : []))
  const x = Math.min(...put.map((box) => box.x))
  let y = Math.max(...put.map((box) => box.y + box.height))
  const rest = inside.filter((box) => !pins.has(box.name)).map((box) => {
    y += HOST.gapY
    const free = { ...box, x, y }
    y += BLOCK.height
    return free
  })
  return [...put, ...rest]
}

/** Hosts and what stands in them, where people put some of it: a host goes with what it holds. */
export function pinned(hosts: Named[], boxes: Named[], homes: ReadonlyMap<string, string>, pins: Pins): { hosts: Named[]; blocks: Named[] } {
  const inside = grouped(boxes, (box) => homes.get(box.name) ?? '')
  const moved = new Map(
    [...inside].flatMap(([home, held]) => (held.some((box) => pins.has(box.name)) ? [[home, filled(held, pins)] as const] : [])),
  )
  return {
    hosts: hosts.map((host) => {
      const held = moved.get(host.name)
      return held ? frame(host, held) : host
    }),
    blocks: [...inside].flatMap(([home, held]) => moved.get(home) ?? held),
  }
}
