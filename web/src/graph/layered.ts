// Boxes in columns from left to right: what is named stands before what names it.
import { grouped, lengths } from './order'
import { BLOCK, COLUMN, HOST } from './sizes'
import type { Named } from './types'

const ROWS = 7
const GAP = { x: 96, y: HOST.gapY }

/** Names in columns; those of a column by the mean row of what leads to them from the column before. */
function columnsOf(names: string[], arcs: [string, string][], rank: ReadonlyMap<string, number>): string[][] {
  const ranks = [...new Set(rank.values())].sort((a, b) => a - b)
  const row = new Map<string, number>()
  const leading = grouped(arcs, ([, to]) => to)
  const byRank = grouped(names, (name) => rank.get(name))
  return ranks.map((value) => {
    const column = byRank.get(value) ?? []
    const middle = (name: string) => {
      const rows = (leading.get(name) ?? []).flatMap(([from]) => row.get(from) ?? [])
      return rows.length === 0 ? Infinity : rows.reduce((sum, one) => sum + one, 0) / rows.length
    }
    const at = new Map(column.map((name) => [name, middle(name)]))
    const place = (name: string) => at.get(name) ?? Infinity
    column.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
    column.forEach((name, index) => row.set(name, index - column.length / 2))
    return column
  })
}

const heightOf = (column: string[]) => column.length * BLOCK.height + (column.length - 1) * GAP.y
const WIDE = BLOCK.width + GAP.x
/** How much wider than high a drawing may be. */
const SHAPE = 1.25

/** Columns in rows of so many. */
const cut = (columns: string[][], count: number): string[][][] =>
  Array.from({ length: Math.ceil(columns.length / count) }, (_, index) => columns.slice(index * count, (index + 1) * count))

const tall = (row: string[][]) => Math.max(0, ...row.map(heightOf))

/** Long chains are cut into rows, so that the drawing is about as high as it is wide. */
function folded(columns: string[][]): string[][][] {
  const extent = (count: number) => {
    const rows = cut(columns, count)
    const height = rows.reduce((sum, row) => sum + tall(row) + COLUMN.gap / 2, 0)
    return Math.max((count * WIDE) / SHAPE, height)
  }
  const counts = Array.from({ length: columns.length }, (_, index) => index + 1)
  return cut(columns, counts.sort((a, b) => extent(a) - extent(b))[0] ?? 1)
}

/**
 * Places of boxes. `arcs` lead from a name to one that stands to the right of it, unless `rank` tells
 * the column of each name. A chain that is cut into rows turns back at the end of each.
 */
export function layered(names: string[], arcs: [string, string][], rank?: ReadonlyMap<string, number>): Named[] {
  const columns = columnsOf(names, arcs, rank ?? lengths(names, arcs)).flatMap((column) => {
    const parts = Math.ceil(column.length / ROWS)
    const size = Math.ceil(column.length / parts)
    return Array.from({ length: parts }, (_, index) => column.slice(index * size, (index + 1) * size))
  })
  const rows = rank ? [columns] : folded(columns)
  const widest = Math.max(0, ...rows.map((row) => row.length))
  let top = 0
  return rows.flatMap((row, number) => {
    const height = tall(row)
    const boxes = row.flatMap((column, index) =>
      column.map((name, at) => ({
        name,
        x: (number % 2 === 0 ? index : widest - 1 - index) * WIDE,
        y: top + (height - heightOf(column)) / 2 + at * (BLOCK.height + GAP.y),
        ...BLOCK,
      })),
    )
    top += height + COLUMN.gap / 2
    return boxes
  })
}
