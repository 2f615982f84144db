// Plans, operations, services and logs, as docs/reference/api.md has them. Amounts are numbers in base units.
import type { Finding } from './types'

export type To = 'model' | 'previous' | 'nothing'
/** What is looked at: what is to run, and of the model which commit. */
export interface Asked {
  to: To
  at: string
}

export type Verb = 'start' | 'replace' | 'adjust' | 'stop'

export interface Change {
  verb: Verb
  component: string
  reason: string
  type: string
  service: string
  /** Host now and then; empty for none. */
  before: string
  after: string
  differences: { field: string; before: string; after: string }[]
}

export interface Spent {
  hour: number
  month: number
}

export interface Costs {
  /** `hourly` is null where the model tells no price. */
  hosts: { host: string; hourly: number | null; before: string[]; after: string[] }[]
  before: Spent
  after: Spent
  unknown: string[]
}

export interface Review {
  application: string
  to: To
  at: string
  engine: string
  /** The stamp that an order names. */
  review: string
  refused: { message: string; hint: string } | null
  actions: Change[]
  models: { name: string; version: string; stage: string }[]
  moves: { service: string; before: string; after: string }[]
  uses: { element: string; application: string; component: string; lacks: string }[]
  costs: Costs
  findings: Finding[]
}

export type Stage = 'asked' | 'begun' | 'preparing' | 'waiting' | 'done' | 'failed' | 'interrupted'

export interface Operation {
  id: string
  application: string
  stage: Stage
  began: number
  since: number
  reason: string
  to: To
  at: string
  engine: string
  by: string
  why: string
  over: boolean
}

export interface Place {
  name: string
  freeCpu: number
  freeMemory: number
  cpu: number
  memory: number
}

export interface Gate {
  name: 'replicas' | 'answers' | 'outcomes'
  judgement: { opinion: 'good' | 'wait' | 'fail'; reason: string; saw: Record<string, unknown> }
}

/** Times are seconds of data. */
export interface Trial {
  stage: 'shadow' | 'canary'
  version: string
  against: string
  share: number
  length: number
  passed: number
  outcomes: number
  needed: number
  gates: Gate[]
}

export interface ServedModel {
  model: string
  version: string
  stage: string
  kept: boolean
  share: number
  versions: { version: string; stage: string; answers: boolean }[]
  before: string[]
  refused: { rollout: string; rollback: string; retrain: string; canary: string }
  trial: Trial | null
}

export interface ServiceBounds {
  name: string
  policy: string
  replicas: { now: number; minimum: number; maximum: number }
  cpu: { now: number; most: number | null }
  memory: { now: number; most: number | null }
  host: string
  hosts: Place[]
  model: ServedModel | null
}

export interface Glance {
  name: string
  description: string
  documented: boolean
  state: 'failing' | 'stuck' | 'changing' | 'broken' | 'well' | 'absent'
  deployed: boolean
  ready: number
  components: number
  errors: number
  troubles: { component: string; state: string; reason: string }[]
  hosts: string[]
  hourly: number | null
  operation: Operation | null
}
