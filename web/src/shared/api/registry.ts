// Versions of models in detail, as docs/reference/api.md has them.
import type { Cell } from './data'
import type { ModelVersion } from './training'
import type { Edit, Finding } from './types'

export interface Input {
  name: string
  type: 'number' | 'integer' | 'boolean' | 'category' | 'timestamp'
  required: boolean
  unit: string
}

export interface Need {
  memory: number
  start: number
  size: number
  latency: { rows: number; median: number; p95: number }[]
  /** Compute score of the machine that measured. */
  score: number
  /** Key of who measured it in another workspace; empty where it was this one. */
  by: string
}

export interface VersionDetail extends ModelVersion {
  signature: { inputs: Input[]; labels: string[] }
  parameters: Record<string, unknown>
  profiles: Record<string, Need>
  lineage: { data: Record<string, string>; commit: string; packages: Record<string, string>; seed: number }
  licences: { data: string; libraries: Record<string, string> }
  files: { name: string; digest: string; size: number }[]
  examples: Record<string, Cell>[]
  choices: Record<string, string[]>
}

export interface Difference {
  part: string
  name: string
  first: unknown
  second: unknown
  better: '' | 'first' | 'second'
}

export interface LineageNode {
  id: string
  kind: 'data' | 'pipeline' | 'commit' | 'run' | 'version' | 'elsewhere' | 'service'
  name: string
  detail: string
}

export interface Exposure {
  application: string
  service: string
  edits: Edit[]
  /** Empty where it finds no place. */
  host: string
  reason: string
  findings: Finding[]
  legal: boolean
  applications: string[]
  infrastructures: Record<string, string[]>
  /** The services that name the version already, or run it. */
  exposed: { application: string; service: string; runs: boolean; named: boolean }[]
}

export interface RunningService {
  application: string
  service: string
  address: string
  ready: boolean
  models: string[]
}

export interface Tried {
  predictions: {
    label?: string | number
    probabilities?: Record<string, number | null>
    prediction?: number | null
    items?: string[]
    known?: boolean
  }[]
  model: string
  version: string
  seconds: number
  curl: string
  python: string
}

export const versionPath = (model: string, version: string | number) =>
  `/api/models/${encodeURIComponent(model)}/${encodeURIComponent(String(version))}`
export const versionAddress = (model: string, version: string | number) =>
  `/models/${encodeURIComponent(model)}/${encodeURIComponent(String(version))}`
