// The lines of one row of the graph of commits.
import type { Logged } from './types'

export const ROW = 36
export const LANE = 14
const MIDDLE = ROW / 2
/** Lanes that are drawn; more are drawn in the last one. */
const MOST = 14

export interface Line {
  path: string
  /** The lane that it belongs to, which gives its colour. */
  lane: number
}

export const laneX = (lane: number) => LANE / 2 + 4 + Math.min(lane, MOST - 1) * LANE

const bent = (x: number, y: number, toX: number, toY: number) =>
  x === toX ? `M${x},${y} V${toY}` : `M${x},${y} C${x},${(y + toY) / 2} ${toX},${(y + toY) / 2} ${toX},${toY}`

/** The lines of a row: what comes from above, goes on below, and passes by. */
export function linesOf({ lane, above, ends, below, begins }: Pick<Logged, 'lane' | 'above' | 'ends' | 'below' | 'begins'>): Line[] {
  const here = laneX(lane)
  const into = above.filter((one) => one === lane || ends.includes(one))
  const past = above.filter((one) => !into.includes(one))
  const out = [...(below.includes(lane) ? [lane] : []), ...begins.filter((one) => one !== lane)]
  return [
    ...past.map((one) => ({ lane: one, path: `M${laneX(one)},0 V${ROW}` })),
    ...into.map((one) => ({ lane: one, path: bent(laneX(one), 0, here, MIDDLE) })),
    ...out.map((one) => ({ lane: one, path: bent(here, MIDDLE, laneX(one), ROW) })),
  ]
}

/** How wide the graph of some commits is. */
export function widthOf(commits: Logged[]): number {
  const widest = Math.max(0, ...commits.flatMap((one) => [one.lane, ...one.above, ...one.below]))
  return laneX(widest) + LANE / 2 + 4
}

/** The rows in sight of a list, with some around them. */
export function windowOf(top: number, height: number, count: number, around = 8): [first: number, end: number] {
  const first = Math.max(0, Math.floor(top / ROW) - around)
  return [first, Math.min(count, Math.ceil((top + height) / ROW) + around)]
}
