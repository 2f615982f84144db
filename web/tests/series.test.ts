import { describe, expect, it } from 'vitest'
import type { Point, Status } from '../src/shared/api/types'
import { withEvents } from '../src/shared/api/live'
import { aligned, merged, ofMetric, pointsOf, toMap, withStatus } from '../src/shared/series'
import { count } from '../src/shared/format'
import { MEASURES } from '../src/shared/metrics'

const CPU = new Set(['cpu'])
const status = (time: number, cpu: number | null): Status => ({
  time,
  deployed: true,
  hosts: [],
  components: [
    { name: 'a', service: '', version: '', host: 'h', state: 'ready', pid: 1, started: 0, restarts: 0, reason: '', metrics: { cpu, other: 1 } },
  ],
})

describe('withStatus', () => {
  it('adds one point for each charted metric', () => {
    const map = withStatus(new Map(), status(10, 0.5), CPU, 60)
    expect(pointsOf(map, 'cpu', 'a')).toEqual([[10, 0.5]])
    expect(ofMetric(map, 'other')).toEqual([])
  })

  it('forgets what is older than the horizon, and what comes twice', () => {
    let map = withStatus(new Map(), status(10, 1), CPU, 60)
    for (const time of [40, 40, 71]) map = withStatus(map, status(time, 2), CPU, 60)
    expect(pointsOf(map, 'cpu', 'a').map(([time]) => time)).toEqual([40, 71])
  })

  it('skips missing readings and leaves its input alone', () => {
    const before = toMap([{ metric: 'cpu', subject: 'a', points: [[1, 1]] }])
    expect(pointsOf(withStatus(before, status(2, null), CPU, 60), 'cpu', 'a')).toEqual([[1, 1]])
    withStatus(before, status(3, 5), CPU, 60)
    expect(pointsOf(before, 'cpu', 'a')).toEqual([[1, 1]])
  })
})

it('joins stored series with newer live points', () => {
  const stored = toMap([{ metric: 'cpu', subject: 'a', points: [[1, 1], [5, 5]] }])
  const live = toMap([
    { metric: 'cpu', subject: 'a', points: [[5, 9], [6, 6]] },
    { metric: 'cpu', subject: 'b', points: [[6, 1]] },
  ])
  expect(pointsOf(merged(stored, live), 'cpu', 'a')).toEqual([[1, 1], [5, 5], [6, 6]])
  expect(pointsOf(merged(stored, live), 'cpu', 'b')).toHaveLength(1)
})

describe('aligned', () => {
  it('joins over seconds that only another series has', () => {
    const one: Point[] = [[0, 1], [10, 2]]
    const two: Point[] = [[5, 7]]
    expect(aligned([one, two])).toEqual([[0, 5, 10], [1, undefined, 2], [null, 7, null]])
  })

  it('leaves a gap where nothing came for longer than an outage', () => {
    const one: Point[] = [[0, 1], [100, 2]]
    const two: Point[] = [[0, 1], [50, 1], [100, 1]]
    expect(aligned([one, two])[1]).toEqual([1, null, null, null, 2])
  })

  it('takes nothing', () => {
    expect(aligned([])).toEqual([[]])
  })

  it('breaks the line where all series had an outage together', () => {
    const one: Point[] = [[0, 1], [100, 2]]
    expect(aligned([one])).toEqual([[0, 99, 100], [1, null, 2]])
  })
})

it('keeps each event once, newest first', () => {
  const event = (id: string, time: number) => ({ id, time, source: '', type: 't', subject: 's', data: {} })
  const before = [event('b', 2), event('a', 1)]
  expect(withEvents(before, [event('c', 3), event('b', 2)]).map((one) => one.id)).toEqual(['c', 'b', 'a'])
  expect(withEvents(before, [event('a', 1)])).toBe(before)
})

it('counts have ticks at whole numbers only', () => {
  const counted = MEASURES.filter((one) => one.show === count)
  expect(counted.map((one) => one.steps?.every(Number.isInteger))).toEqual([true, true])
})
