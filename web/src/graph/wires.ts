// Where wires leave and reach blocks, and the curves between.
import { grouped } from './order'
import type { Box, ConnectionSpec, Named, Point, Side, Wire } from './types'

interface End {
  box: Named
  side: Side
  other: Named
}

interface Plan<Spec> {
  spec: Spec
  from: End
  to: End
}

const middle = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })

/** Sides on which a wire between two boxes leaves and arrives. */
export function sides(from: Box, to: Box, blocked: () => boolean): [Side, Side] {
  if (to.x >= from.x + from.width) return ['right', 'left']
  if (from.x >= to.x + to.width) return ['left', 'right']
  if (blocked()) return ['right', 'right']
  return to.y > from.y ? ['bottom', 'top'] : ['top', 'bottom']
}

/** Whether another block of the column stands between two blocks. */
function between(from: Box, to: Box, all: Box[]): boolean {
  const [top, low] = from.y < to.y ? [from, to] : [to, from]
  return all.some((box) => box.y > top.y && box.y < low.y)
}

const isUpright = (side: Side) => side === 'left' || side === 'right'

function pointAt({ box, side }: End, share: number): Point {
  if (isUpright(side)) return { x: side === 'left' ? box.x : box.x + box.width, y: box.y + box.height * share }
  return { x: box.x + box.width * share, y: side === 'top' ? box.y : box.y + box.height }
}

/** The points of ends: those on one side of a box share it evenly, in the order of what they lead to. */
function attached(ends: End[]): Map<End, Point> {
  const along = ({ side, other }: End) => (isUpright(side) ? middle(other).y : middle(other).x)
  const points = new Map<End, Point>()
  for (const peers of grouped(ends, ({ box, side }) => `${side} ${box.name}`).values()) {
    peers.sort((a, b) => along(a) - along(b))
    peers.forEach((end, index) => points.set(end, pointAt(end, (index + 1) / (peers.length + 1))))
  }
  return points
}

const TOWARDS: Record<Side, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  top: { x: 0, y: -1 },
  bottom: { x: 0, y: 1 },
}

interface Curve {
  path: string
  label: Point
}

function curve(from: Point, fromSide: Side, to: Point, toSide: Side, lift = 0): Curve {
  const reach = Math.max(24, Math.hypot(to.x - from.x, to.y - from.y) * (fromSide === toSide ? 0.3 : 0.42))
  const a = { x: from.x + TOWARDS[fromSide].x * reach, y: from.y + TOWARDS[fromSide].y * reach - lift }
  const b = { x: to.x + TOWARDS[toSide].x * reach, y: to.y + TOWARDS[toSide].y * reach - lift }
  return {
    path: `M${from.x},${from.y} C${a.x},${a.y} ${b.x},${b.y} ${to.x},${to.y}`,
    label: { x: (from.x + 3 * a.x + 3 * b.x + to.x) / 8, y: (from.y + 3 * a.y + 3 * b.y + to.y) / 8 },
  }
}

const CLEAR = 18

/** The curve between two ends; over a block that its middle would lie on, around it. */
function around(plan: Plan<ConnectionSpec>, from: Point, to: Point, boxes: Box[]): Curve {
  const straight = curve(from, plan.from.side, to, plan.to.side)
  const { x, y } = straight.label
  const over = boxes.find((box) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height)
  if (!over) return straight
  // The middle of a curve rises by three quarters of what its control points rise.
  return curve(from, plan.from.side, to, plan.to.side, ((y - over.y + CLEAR) * 4) / 3)
}

/** Wires between boxes; connections of which an end is not drawn are left out. */
export function route<Spec extends ConnectionSpec>(boxes: Named[], hosts: Box[], connections: Spec[]): (Spec & Wire)[] {
  const at = new Map(boxes.map((box) => [box.name, box]))
  const columns = grouped([...boxes, ...hosts], (box) => box.x)
  const plans: Plan<Spec>[] = connections.flatMap((spec) => {
    const source = at.get(spec.source)
    const target = at.get(spec.target)
    if (!source || !target || source === target) return []
    const [out, into] = sides(source, target, () => between(source, target, columns.get(source.x) ?? []))
    const from = { box: source, side: out, other: target }
    return [{ spec, from, to: { box: target, side: into, other: source } }]
  })
  const points = attached(plans.flatMap((plan) => [plan.from, plan.to]))
  const pointOf = (end: End) => points.get(end) ?? middle(end.box)
  return plans.map((plan) => ({ ...plan.spec, ...around(plan, pointOf(plan.from), pointOf(plan.to), boxes) }))
}
