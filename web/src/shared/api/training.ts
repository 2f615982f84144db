// Models and training runs, as docs/reference/api.md has them.

import type { Comparison, Explanation, Figures, Needs, Range, Slice } from './evaluation'

export type { Figures }

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
  /** Share of the liked items that lists name, by the items looked at. */
  found?: Curve
}

export interface Importance {
  name: string
  /** How much the figure that chose falls once the column is shuffled. */
  mean: number
  spread: number
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
  importance?: Importance[]
  /** Of an ensemble; those that are left out say why. */
  members?: { name: string; algorithm: string; weight: number; left_out: string }[]
  /** What the model says itself of its features, as shares. */
  weights?: Record<string, number>
  /** Figures of the champion as `other_NAME`, ends of the interval of the difference as `low_NAME` and `high_NAME`. */
  comparison?: Record<string, number>
  /** Why it was not compared. */
  incomparable?: string
  /** 95 % intervals of the held-out figures. */
  intervals?: Record<string, Range>
  /** Figures of each fold; `validation` holds their means. */
  folds?: Record<string, number[]>
  slices?: Slice[]
  /** The largest gap between the slices of each column. */
  gaps?: string[]
  learning?: { rows: number; training: number; held_out: number }[]
  /** The limits that it breaks, each with both numbers. */
  broken?: string[]
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
  /** The runs that it waits for in line, the one that goes on first; in lists only. */
  behind?: string[]
  error: string | null
  /** Empty where it failed before. */
  rows: { train?: number; test?: number }
  boundary: string | null
  chosen: string | null
  model: { name: string; version: number | null; digest: string } | null
  candidates: Candidate[]
  baselines: { name: string; metrics: Figures }[]
  /** Empty where it failed before. */
  data: {
    sources?: Record<string, { rows: number; columns: number; digest: string }>
    /** Rows that each step before the split left. */
    left?: Record<string, number>
    sampled?: { rows: number; of: number }
  }
  /** The model that the candidates were compared with. */
  champion?: { name: string; version: number | null; digest: string } | null
  fairness?: string
  comparisons?: Comparison[]
  explanation?: Explanation | null
  /** What the registered model and its variants need; the model as trained has no name. */
  profiles?: Record<string, Needs>
  /** What was asked and is not there. */
  remarks?: string[]
}

export interface Block {
  name: string
  type: string
  inputs: string[]
}

export interface Pipeline {
  name: string
  file: string
  description: string
  /** Why it cannot be trained; empty where it can. */
  problem: string
  task: string
  metric: string
  target: string
  seed: number
  candidates: { name: string; algorithm: string }[]
  blocks: Block[]
  runs: number
  newest: Run | null
  best: Run | null
}

export interface Pipelines {
  pipelines: Pipeline[]
  executors: string[]
}

export interface Task {
  name: string
  kind: string
  state: string
  began: number | null
  seconds: number
  score: number | null
  message: string
}

export interface Board {
  stage: string
  tasks: Task[]
  done: number
  elapsed: number
  remaining: number | null
  lines: string[]
  plan: { executor: string; workers: number; seed: number; by: string }
}

export interface Progress {
  id: string
  status: string
  error: string | null
  going: boolean
  /** The runs that it waits for in line, the one that goes on first. */
  behind: string[]
  board: Board | null
}
