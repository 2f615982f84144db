// Where wires leave and reach blocks, and the curves between.
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
export function sides(from: Box, to: Box, blocked: boolean): [Side, Side] {
  if (to.x >= from.x + from.width) return ['right', 'left']
  if (from.x >= to.x + to.width) return ['left', 'right']
  if (blocked) return ['right', 'right']
  return to.y > from.y ? ['bottom', 'top'] : ['top', 'bottom']
}

/** Whether another block stands between two blocks of one column. */
function between(from: Box, to: Box, all: Box[]): boolean {
  const [top, low] = from.y < to.y ? [from, to] : [to, from]
  return all.some((box) => box.x === from.x && box.y > top.y && box.y < low.y)
}

/** The point of an end: ends on one side share it evenly, in the order of what they lead to. */
function attach(end: End, all: End[]): Point {
  const { box, side } = end
  const upright = side === 'left' || side === 'right'
  const along = (one: End) => (upright ? middle(one.other).y : middle(one.other).x)
  const peers = all
    .filter((one) => one.box.name === box.name && one.side === side)
    .sort((a, b) => along(a) - along(b))
  const share = (peers.indexOf(end) + 1) / (peers.length + 1)
  if (upright) return { x: side === 'left' ? box.x : box.x + box.width, y: box.y + box.height * share }
  return { x: box.x + box.width * share, y: side === 'top' ? box.y : box.y + box.height }
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
  const plans: Plan<Spec>[] = connections.flatMap((spec) => {
    const source = at.get(spec.source)
    const target = at.get(spec.target)
    if (!source || !target || source === target) return []
    const [out, into] = sides(source, target, between(source, target, [...boxes, ...hosts]))
    const from = { box: source, side: out, other: target }
    return [{ spec, from, to: { box: target, side: into, other: source } }]
  })
  const ends = plans.flatMap((plan) => [plan.from, plan.to])
  return plans.map((plan) => ({
    ...plan.spec,
    ...around(plan, attach(plan.from, ends), attach(plan.to, ends), boxes),
  }))
}
