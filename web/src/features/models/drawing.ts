// A pipeline as boxes and wires, small enough to be looked at beside its runs.
import { layered } from '../../graph/layered'
import { BLOCK } from '../../graph/sizes'
import type { Named, Wire } from '../../graph/types'
import { route } from '../../graph/wires'
import type { Block } from '../../shared/api/training'

/** Blocks here are lower than in the editor, since they hold three lines of text. */
const FLAT = 0.68

export interface Picture {
  boxes: Named[]
  wires: Wire[]
  width: number
  height: number
}

export function pictureOf(blocks: Block[]): Picture {
  const names = blocks.map((block) => block.name)
  const known = new Set(names)
  const arcs = blocks.flatMap(({ name, inputs }) => inputs.filter((input) => known.has(input)).map((input) => [input, name] as [string, string]))
  const boxes = layered(names, arcs).map((box) => ({ ...box, y: box.y * FLAT, height: BLOCK.height * FLAT }))
  const wires = route(boxes, [], arcs.map(([source, target]) => ({ source, target, flow: 'forward' as const })))
  const right = Math.max(0, ...boxes.map((box) => box.x + box.width))
  const low = Math.max(0, ...boxes.map((box) => box.y + box.height))
  return { boxes, wires, width: right, height: low }
}
