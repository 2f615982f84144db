// The figures that a component or a whole application is summed up with.
import type { Application, Component, ComponentStatus, Metrics, Status } from '../../shared/api/types'
import { bytes, cores, count, duration, perSecond, seconds, short } from '../../shared/format'

export interface Figure {
  label: string
  value: string
}

const HEADLINES: [metric: string, label: string, show: (value: number) => string][] = [
  ['events_per_second', 'ev/s', short],
  ['requests_per_second', 'req/s', short],
  ['latency_p95_seconds', 'p95', seconds],
  ['queue_pending', 'pending', count],
]

/** At most three figures that say how a component does; its time since the start where it tells none. */
export function headline(status: ComponentStatus, now: number): Figure[] {
  const told = HEADLINES.flatMap(([metric, label, show]) => {
    const value = status.metrics[metric]
    return value == null ? [] : [{ label, value: show(value) }]
  })
  if (told.length > 0) return told.slice(0, 3)
  if (status.started <= 0) return []
  const since = duration(now - status.started)
  return [status.pid > 0 ? { label: 'up', value: since } : { label: 'ago', value: since }]
}

const numberOf = (value: unknown) => (typeof value === 'number' && value > 0 ? value : null)

export interface Load {
  label: string
  metric: string
  limit: number | null
  show: (value: number) => string
}

/** What a component takes, each with what its model asked for; of a service what all its replicas take. */
export function loads(component: Component, metrics: Metrics = {}): Load[] {
  const { cpu, memory } = component.requires
  const { service_cpu_cores: used, service_cpu_limit_cores: granted, service_replicas: replicas } = metrics
  if (used != null) {
    const most = numberOf(memory)
    return [
      { label: 'CPU', metric: 'service_cpu_cores', limit: numberOf(granted), show: cores },
      { label: 'Memory', metric: 'service_memory_bytes', limit: most && replicas ? most * replicas : null, show: bytes },
    ]
  }
  return [
    { label: 'CPU', metric: 'component_cpu_cores', limit: numberOf(cpu), show: cores },
    { label: 'Memory', metric: 'component_memory_bytes', limit: numberOf(memory), show: bytes },
  ]
}

const values = (status: Status, names: Set<string>, metric: string): number[] =>
  status.components.flatMap((one) => {
    const value = names.has(one.name) ? one.metrics[metric] : null
    return value == null ? [] : [value]
  })

const sum = (list: number[]) => list.reduce((total, value) => total + value, 0)

/** The application in one line: what runs, what goes in, how fast, what waits. */
export function summary(application: Application, status: Status): Figure[] {
  const inRole = (...roles: string[]) =>
    new Set(application.components.filter((one) => roles.includes(one.role)).map((one) => one.name))
  const all = new Set(application.components.map((one) => one.name))
  const well = status.components.filter((one) => all.has(one.name) && (one.state === 'ready' || one.state === 'done')).length
  const figures: Figure[] = [{ label: 'components ready', value: `${well} of ${application.components.length}` }]
  const tell = (label: string, list: number[], join: (list: number[]) => number, show: (v: number) => string) => {
    if (list.length > 0) figures.push({ label, value: show(join(list)) })
  }
  const worst = (list: number[]) => Math.max(...list)
  tell('events published', values(status, inRole('publisher'), 'events_per_second'), sum, perSecond)
  tell('model requests', values(status, inRole('model'), 'requests_per_second'), sum, perSecond)
  tell('model p95', values(status, inRole('model'), 'latency_p95_seconds'), worst, seconds)
  tell('published to stored p95', values(status, inRole('writer'), 'latency_p95_seconds'), worst, seconds)
  tell('events pending', values(status, all, 'queue_pending'), sum, count)
  tell('restarts', status.components.map((one) => one.restarts), sum, count)
  return figures
}

export const hostLoads = (metrics: Metrics | undefined) => ({
  cpu: metrics?.host_cpu_cores ?? null,
  memory: metrics?.host_memory_bytes ?? null,
})
