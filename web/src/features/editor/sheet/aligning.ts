// Blocks put in line with each other, or evenly apart.
import type { Named } from '../../../graph/types'
import type { Scene, Spots } from '../../../canvas/scene'

export type Way = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom' | 'across' | 'down'

const right = (box: Named) => box.x + box.width
const bottom = (box: Named) => box.y + box.height

/** Where boxes stand once they are in line. */
const LINES: Record<Exclude<Way, 'across' | 'down'>, (boxes: Named[]) => (box: Named) => { x: number; y: number }> = {
  left: (boxes) => ({ y }) => ({ x: Math.min(...boxes.map((box) => box.x)), y }),
  right: (boxes) => ({ width, y }) => ({ x: Math.max(...boxes.map(right)) - width, y }),
  centre: (boxes) => ({ width, y }) => ({ x: (Math.min(...boxes.map((box) => box.x)) + Math.max(...boxes.map(right)) - width) / 2, y }),
  top: (boxes) => ({ x }) => ({ x, y: Math.min(...boxes.map((box) => box.y)) }),
  bottom: (boxes) => ({ x, height }) => ({ x, y: Math.max(...boxes.map(bottom)) - height }),
  middle: (boxes) => ({ x, height }) => ({ x, y: (Math.min(...boxes.map((box) => box.y)) + Math.max(...boxes.map(bottom)) - height) / 2 }),
}

/** Boxes with the same room between each two, from the first to the last. */
function spread(boxes: Named[], axis: 'x' | 'y', size: 'width' | 'height'): Spots {
  const sorted = [...boxes].sort((a, b) => a[axis] - b[axis])
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last) return new Map()
  const taken = sorted.reduce((sum, box) => sum + box[size], 0)
  const gap = (last[axis] + last[size] - first[axis] - taken) / Math.max(1, sorted.length - 1)
  let at = first[axis]
  return new Map(
    sorted.map((box) => {
      const spot = { x: box.x, y: box.y, [axis]: Math.round(at) }
      at += box[size] + gap
      return [box.name, spot]
    }),
  )
}

export function aligned(boxes: Named[], way: Way): Spots {
  if (way === 'across') return spread(boxes, 'x', 'width')
  if (way === 'down') return spread(boxes, 'y', 'height')
  const put = LINES[way](boxes)
  return new Map(boxes.map((box) => [box.name, put(box)]))
}

/** With what stands on the same hosts, which stays where it is: a host is arranged by people or by itself. */
export function withNeighbours({ blocks, homes }: Scene, spots: Spots): Spots {
  const touched = new Set([...spots.keys()].flatMap((name) => homes.get(name) || []))
  const beside = blocks.filter((box) => !spots.has(box.name) && touched.has(homes.get(box.name) ?? ''))
  return new Map([...beside.map(({ name, x, y }) => [name, { x, y }] as const), ...spots])
}
