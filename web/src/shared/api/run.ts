// The story of a run, as docs/reference/api.md has it. Amounts are numbers in base units.
import type { Point } from './types'

export interface RouteNow {
  name: string
  version: string
  host: string
  replicas: number
  ready: number
  weight: number
  mirror: boolean
  cpu: number
  memory: number
}

export interface VersionNow {
  version: string
  stage: string
  created: number
  run: string
  algorithm: string
  heldOut: number | null
  liveAccuracy: number | null
  outcomes: number | null
  trainedUntil: number | null
  /** Version that answered when it was trained; empty where a person trained it. */
  parent: string
  /** Why the platform trained it; empty where a person did. */
  why: string
}

export type Saw = Record<string, unknown>

export interface Step {
  type: string
  stage: string
  time: number
  dataTime: number | null
  reason: string
  saw: Saw
}

export interface Cycle {
  stage: string
  began: number
  since: number
  over: boolean
  challenger: string
  reason: string
  saw: Saw
  steps: Step[]
}

export interface Drift {
  detector: string
  column: string
  kind: string
  statistic: number
  threshold: number
  share: number
  drifted: boolean
}

export interface Mark {
  /** Moment of the data. */
  time: number
  /** Time of the clock. */
  at: number
  stage: string
  version: string
}

export type ChartName =
  | 'load'
  | 'rows'
  | 'waiting'
  | 'replicas'
  | 'desired'
  | 'latency'
  | 'errors'
  | 'cpu'
  | 'cpuLimit'
  | 'memory'

export interface Service {
  name: string
  running: boolean
  kept: boolean
  model: string
  policy: string
  objective: { p95Latency: number | null; errorRate: number | null }
  /** Readings of the latency in the time shown, and those of them above the objective. */
  held: { readings: number; violated: number }
  minimum: number
  maximum: number
  dataTime: number | null
  age: number | null
  routes: RouteNow[]
  versions: VersionNow[]
  series: Record<ChartName, Point[]>
  accuracy: { live: Point[]; baseline: Point[]; byVersion: Record<string, Point[]>; marks: Mark[] }
  drift: Drift[]
  cycle: Cycle | null
  /** Newest first. */
  earlier: Cycle[]
}

export interface Decision {
  id: string
  time: number
  source: string
  type: string
  subject: string
  reason: string
  saw: Saw
  cause: string
}

export interface Story {
  time: number
  running: boolean
  dataTime: number | null
  services: Service[]
  /** Newest first. */
  decisions: Decision[]
}
