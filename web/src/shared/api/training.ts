// Models and training runs, as docs/reference/api.md has them.

export type Figures = Record<string, number | null>

export interface ModelVersion {
  name: string
  version: number
  stage: string
  digest: string
  created: number
  algorithm: string
  metrics: Figures
  run: string
  task: string
}

export type Curve = [x: number, y: number][]

export interface Curves {
  roc?: Curve
  pr?: Curve
  calibration?: Curve
  /** True against predicted values of a regression. */
  scatter?: Curve
}

export interface Candidate {
  name: string
  algorithm: string
  parameters: Record<string, unknown>
  status: string
  error: string | null
  seconds: number
  /** Held out from training and choice. */
  metrics: Figures
  /** The figures that chose. */
  validation?: Figures
  parity: { labels: number; max_difference: number; rows: number } | null
  curves?: Curves
  /** Rows are what was true; empty for a regression. */
  confusion?: number[][] | null
  /** The classes, in the order of the confusion matrix. */
  labels?: string[]
}

export interface Run {
  id: string
  pipeline: string
  task: string
  metric: string
  started: number
  /** Null while it goes on, or where it was killed. */
  finished: number | null
  status: string
  error: string | null
  /** Empty where it failed before. */
  rows: { train?: number; test?: number }
  boundary: string | null
  chosen: string | null
  model: { name: string; version: number | null; digest: string } | null
  candidates: Candidate[]
  baselines: { name: string; metrics: Figures }[]
  /** Empty where it failed before. */
  data: { sources?: Record<string, { rows: number; columns: number; digest: string }> }
}
