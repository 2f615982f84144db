import { describe, expect, it } from 'vitest'
import { headline, loads, summary } from '../src/features/application/figures'
import { draw, latencyText, topicText } from '../src/features/application/drawing'
import type { Application, Component, ComponentStatus, Status } from '../src/shared/api/types'

const component = (name: string, role: string, more: Partial<Component> = {}): Component => ({
  name, role, type: 'T', title: name, host: 'h', placed: false, selected: '', attributes: {}, requires: {}, qos: {}, ...more,
})
const status = (name: string, metrics: Record<string, number>, more: Partial<ComponentStatus> = {}): ComponentStatus => ({
  name, service: '', version: '', host: 'h', state: 'ready', pid: 7, started: 100, restarts: 0, reason: '', metrics, ...more,
})
const application: Application = {
  name: 'app',
  description: '',
  hosts: [{ name: 'h', type: 'M', tier: 'fog', site: '', coordinates: '', cpu: 1, memory: 1, disk: 1, address: '', labels: {} }],
  links: [],
  findings: [],
  digests: {},
  components: [
    component('p', 'publisher', { attributes: { publishes: 'x' } }),
    component('q', 'publisher', { host: null }),
    component('m', 'model'),
    component('b', 'broker'),
  ],
  connections: [{ source: 'p', target: 'b', latency: 0.018, maxLatency: null, topics: ['x'] }],
}

describe('headline', () => {
  it('tells rates, latency and what waits, three at most', () => {
    const metrics = { events_per_second: 39.6, requests_per_second: 3, latency_p95_seconds: 0.004, queue_pending: 8.4 }
    expect(headline(status('w', metrics), 0).map((one) => `${one.value} ${one.label}`)).toEqual(['39.6 ev/s', '3 req/s', '4 ms p95'])
  })

  it('falls back to the time since the start', () => {
    expect(headline(status('w', {}), 220)).toEqual([{ label: 'up', value: '2 min' }])
    expect(headline(status('w', {}, { pid: 0 }), 220)[0]?.label).toBe('ago')
    expect(headline(status('w', {}, { pid: 0, started: 0 }), 220)).toEqual([])
  })
})

it('takes limits from the requirements, where they are numbers', () => {
  const found = loads(component('a', 'model', { requires: { cpu: 0.5, memory: 'much' } }))
  expect(found.map((load) => load.limit)).toEqual([0.5, null])
})

it('tells of a service what all its replicas take', () => {
  const asked = component('a', 'model', { requires: { cpu: 0.5, memory: 100 } })
  const metrics = { service_cpu_cores: 0.7, service_cpu_limit_cores: 1.5, service_replicas: 3 }
  expect(loads(asked, metrics).map((load) => [load.metric, load.limit])).toEqual([
    ['service_cpu_cores', 1.5],
    ['service_memory_bytes', 300],
  ])
  expect(loads(asked, { service_cpu_cores: 0 }).map((load) => load.limit)).toEqual([null, null])
})

it('sums up an application', () => {
  const now: Status = {
    time: 0,
    deployed: true,
    hosts: [],
    components: [
      status('p', { events_per_second: 40 }),
      status('q', { events_per_second: 60 }, { state: 'failed', restarts: 2 }),
      status('m', { latency_p95_seconds: 0.003 }),
      status('m-1', {}, { service: 'm', version: '3' }),
    ],
  }
  const told = new Map(summary(application, now).map((one) => [one.label, one.value]))
  expect(told.get('components ready')).toBe('2 of 4')
  expect(told.get('events published')).toBe('100/s')
  expect(told.get('model p95')).toBe('3 ms')
  expect(told.get('restarts')).toBe('2')
  expect(told.has('events pending')).toBe(false)
})

describe('labels of wires', () => {
  it('name two topics and count the rest', () => {
    expect(topicText(['a', 'b'])).toBe('a, b')
    expect(topicText(['a', 'b', 'c', 'd'])).toBe('a, b +2')
  })

  it('tell the latency and its bound', () => {
    const path = { source: 'a', target: 'b', topics: [] }
    expect(latencyText({ ...path, latency: 0.018, maxLatency: null })).toBe('18 ms')
    expect(latencyText({ ...path, latency: 0, maxLatency: 0.005 })).toBe('0 ms, at most 5 ms')
    expect(latencyText({ ...path, latency: 0, maxLatency: null })).toBe('')
  })
})

it('draws each component once, also one without a host', () => {
  const { nodes, edges } = draw(application)
  expect(nodes.filter((node) => node.type === 'block').map((node) => node.id).sort()).toEqual(['b', 'm', 'p', 'q'])
  expect(edges).toHaveLength(1)
  expect(edges[0]?.markerStart).toBeUndefined()
})
