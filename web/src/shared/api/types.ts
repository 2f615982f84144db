// The shapes of docs/reference/api.md. Amounts are numbers in base units: cores, bytes, seconds.

export interface Workspace {
  name: string
  version: string
  commit: string
  branch: string
  dirty: boolean
  applications: string[]
  pipelines: string[]
}

export interface Host {
  name: string
  type: string
  tier: string
  site: string
  /** Degrees north and east; empty where the model does not tell them. */
  coordinates: string
  cpu: number
  memory: number
  disk: number
  address: string
  labels: Record<string, string>
}

export interface Component {
  name: string
  type: string
  title: string
  role: string
  host: string | null
  placed: boolean
  /** APPLICATION/COMPONENT that it stands for; empty where it runs for this application. */
  selected: string
  attributes: Record<string, unknown>
  requires: Record<string, unknown>
  qos: Record<string, unknown>
}

export interface Connection {
  source: string
  target: string
  latency: number | null
  maxLatency: number | null
  topics: string[]
}

export type Severity = 'error' | 'warning' | 'note'

/** An edit of a document: its kind under `edit`, and the fields of that kind. */
export interface Edit {
  edit: string
  file: string
  [field: string]: string
}

export interface Fix {
  title: string
  edits: Edit[]
}

export interface Finding {
  code: string
  severity: Severity
  element: string
  message: string
  position: string
  required: string
  available: string
  fix: string
  fixes: Fix[]
}

/** What became of edits; where they were refused the findings say why. */
export interface Edited {
  applied: boolean
  findings: Finding[]
  digests: Record<string, string>
  /** The commit that holds them; empty where there is none. */
  commit: string
  /** Why they are in no commit; empty also where nothing is versioned. */
  uncommitted: string
}

export interface Application {
  name: string
  description: string
  hosts: Host[]
  links: { name: string; first: string; second: string; latency: number; bandwidth: number }[]
  components: Component[]
  connections: Connection[]
  findings: Finding[]
  digests: Record<string, string>
}

/** A document of the workspace; its name is empty where it cannot be read. */
export interface DocumentEntry {
  file: string
  kind: string
  name: string
  /** Why an application or pipeline cannot be run or trained; empty where it can, and for all others. */
  problem: string
}

export interface Documents {
  documents: DocumentEntry[]
  findings: Finding[]
  /** Host by component by application. */
  hosts: Record<string, Record<string, string>>
}

export type State =
  | 'pending'
  | 'starting'
  | 'ready'
  | 'unready'
  | 'stopping'
  | 'backing-off'
  | 'done'
  | 'stopped'
  | 'failed'

export type Metrics = Record<string, number | null>

export interface ComponentStatus {
  name: string
  /** The service that it is a part of; empty for none. */
  service: string
  /** Version of the model that it serves; empty where it serves none. */
  version: string
  host: string
  state: State
  pid: number
  started: number
  restarts: number
  reason: string
  metrics: Metrics
}

export interface Status {
  time: number
  deployed: boolean
  components: ComponentStatus[]
  hosts: { name: string; metrics: Metrics }[]
}

export type Point = [time: number, value: number | null]

export interface Series {
  metric: string
  subject: string
  points: Point[]
}

export interface PlatformEvent {
  id: string
  time: number
  source: string
  type: string
  subject: string
  data: Record<string, unknown>
}
