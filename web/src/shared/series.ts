// Time series as values: merging what was stored with what arrives live, and aligning for a plot.
import type { Point, Series, Status } from './api/types'

/** Two readings further apart than this (seconds) are not joined by a line: something was down. */
export const OUTAGE = 20

export type SeriesMap = ReadonlyMap<string, Series>

const key = (metric: string, subject: string) => `${metric}|${subject}`

export function toMap(list: Series[]): SeriesMap {
  return new Map(list.map((one) => [key(one.metric, one.subject), one]))
}

export function pointsOf(map: SeriesMap, metric: string, subject: string): Point[] {
  return map.get(key(metric, subject))?.points ?? []
}

export function ofMetric(map: SeriesMap, metric: string): Series[] {
  return [...map.values()].filter((one) => one.metric === metric)
}

function extended(before: Point[], point: Point, horizon: number): Point[] {
  const last = before.at(-1)
  if (last && point[0] <= last[0]) return before
  const from = point[0] - horizon
  const first = before.findIndex(([time]) => time >= from)
  return first < 0 ? [point] : [...before.slice(first), point]
}

/** `map` with the readings of a status, keeping the last `horizon` seconds of the metrics named. */
export function withStatus(
  map: SeriesMap,
  status: Status,
  metrics: ReadonlySet<string>,
  horizon: number,
): SeriesMap {
  const next = new Map(map)
  for (const subject of [...status.components, ...status.hosts]) {
    for (const [metric, value] of Object.entries(subject.metrics)) {
      if (value === null || !metrics.has(metric)) continue
      const points = extended(pointsOf(map, metric, subject.name), [status.time, value], horizon)
      next.set(key(metric, subject.name), { metric, subject: subject.name, points })
    }
  }
  return next
}

/** Stored series with the live points that are newer than them. */
export function merged(stored: SeriesMap, live: SeriesMap): SeriesMap {
  const next = new Map(stored)
  for (const [name, series] of live) {
    const before = stored.get(name)?.points ?? []
    const end = before.at(-1)?.[0] ?? -Infinity
    next.set(name, { ...series, points: [...before, ...series.points.filter(([time]) => time > end)] })
  }
  return next
}

export interface Gist {
  least: number
  mean: number
  most: number
}

/** What the readings come to; null where there are none. */
export function gistOf(points: Point[]): Gist | null {
  let [number, sum, least, most] = [0, 0, Infinity, -Infinity]
  for (const [, value] of points) {
    if (value === null) continue
    number += 1
    sum += value
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return number === 0 ? null : { least, mean: sum / number, most }
}

/** The readings from one time to another; points are in the order of time. */
export function within(points: Point[], [from, to]: readonly [number, number]): Point[] {
  const first = points.findIndex(([time]) => time >= from)
  if (first < 0) return []
  const last = points.findLastIndex(([time]) => time <= to)
  return points.slice(first, last + 1)
}

export type Value = number | null | undefined

/**
 * Series on one time axis, with a moment inside of each common outage, as uPlot takes them: `undefined` where a series merely has no reading at
 * that second, `null` where it had none for longer than an outage.
 */
export function aligned(list: Point[][], outage = OUTAGE): [number[], ...Value[][]] {
  const rounded = list.map((points) => new Map(points.map(([time, value]) => [Math.round(time), value])))
  const read = [...new Set(rounded.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b)
  const times = read.flatMap((time, index) => (time - (read[index - 1] ?? time) > outage ? [time - 1, time] : [time]))
  return [times, ...rounded.map((values) => onAxis(times, values, outage))]
}

/** What counts as an outage where readings come as far apart as these usually do. */
export function outageOf(points: Point[]): number {
  const steps = points.slice(1).map(([time], index) => time - (points[index]?.[0] ?? time))
  const usual = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  return Math.max(OUTAGE, 6 * usual)
}

function onAxis(times: number[], values: Map<number, number | null>, outage: number): Value[] {
  const own = [...values.keys()].sort((a, b) => a - b)
  let next = 0
  return times.map((time) => {
    while (next < own.length && (own[next] ?? 0) < time) next += 1
    if (values.has(time)) return values.get(time)
    const before = own[next - 1]
    const after = own[next]
    if (before === undefined || after === undefined) return null
    return after - before > outage ? null : undefined
  })
}
