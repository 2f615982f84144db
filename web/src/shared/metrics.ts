// What the platform measures, in words.
import { bytes, bytesPerSecond, cores, count, percent, perSecond, seconds } from './format'

export interface Measure {
  metric: string
  label: string
  show: (value: number) => string
  /** Distances between ticks that read well; uPlot's own where left out. */
  steps?: number[]
}

const WHOLE = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat()
const BINARY = Array.from({ length: 40 }, (_, power) => 2 ** power)

/** What goes to and from storage and network, of a component or a host. */
const transfers = (of: string): Measure[] =>
  [['read', 'Read'], ['write', 'Written'], ['received', 'Received'], ['sent', 'Sent']].map(([way, label = '']) => ({
    metric: `${of}_${way}_bytes_per_second`, label, show: bytesPerSecond, steps: BINARY,
  }))

export const MEASURES: Measure[] = [
  { metric: 'events_per_second', label: 'Events', show: perSecond },
  { metric: 'requests_per_second', label: 'Requests', show: perSecond },
  { metric: 'rows_per_second', label: 'Rows', show: perSecond },
  { metric: 'errors_per_second', label: 'Errors', show: perSecond },
  { metric: 'latency_p95_seconds', label: 'p95 latency', show: seconds },
  { metric: 'queue_pending', label: 'Pending', show: count, steps: WHOLE },
  { metric: 'service_replicas', label: 'Replicas', show: count, steps: WHOLE },
  { metric: 'service_cpu_cores', label: 'CPU', show: cores },
  { metric: 'service_memory_bytes', label: 'Memory', show: bytes, steps: BINARY },
  { metric: 'component_cpu_cores', label: 'CPU', show: cores },
  { metric: 'component_memory_bytes', label: 'Memory', show: bytes, steps: BINARY },
  ...transfers('component'),
  { metric: 'component_throttled_ratio', label: 'Held back', show: percent },
  { metric: 'database_bytes', label: 'On disk', show: bytes, steps: BINARY },
  { metric: 'host_cpu_cores', label: 'CPU', show: cores },
  { metric: 'host_memory_bytes', label: 'Memory', show: bytes, steps: BINARY },
  ...transfers('host'),
]
