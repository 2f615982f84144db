// Figures of candidates, as docs/reference/api.md has them.

export type Figures = Record<string, number | null>

export type Range = [low: number, high: number]

export interface Slice {
  column: string
  value: string
  rows: number
  metrics: Figures
  interval: Range | null
}

/** The chosen candidate beside another one. */
export interface Comparison {
  other: string
  metric: string
  test: string
  rows: string
  difference: number
  interval: Range
  p: number
  verdict: string
}

export interface Explanation {
  output: string
  base: number
  rows: number
  background: number
  shares: Record<string, number>
  examples: { prediction: number; values: Record<string, string>; contributions: Record<string, number> }[]
}

export interface Needs {
  memory: number
  start: number
  size: number
  latency: { rows: number; median: number; p95: number }[]
  differences: Figures
}
