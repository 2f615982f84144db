// The lines of the charts of a run, and what is drawn behind and over them.
import type { Mark, Service } from '../../shared/api/run'
import type { Point } from '../../shared/api/types'
import { count, dataDay, perSecond, seconds, share } from '../../shared/format'
import type { Pin } from '../../shared/plot/pins'

export interface Line {
  label: string
  points: Point[]
  color: number
  show: (value: number) => string
  right?: boolean
  steps?: boolean
  dashed?: boolean
  filled?: boolean
}

export type Band = [from: number, to: number]

/** The load and what carries it. */
export function loadLines({ series, minimum, maximum }: Service): Line[] {
  const lines: Line[] = [
    { label: 'Requests', points: series.load, color: 5, show: perSecond, filled: true },
    { label: 'Replicas ready', points: series.replicas, color: 1, show: count, right: true, steps: true },
  ]
  // Where nothing scales, what is wanted is a line under the one of what there is.
  if (maximum > minimum) {
    lines.push({ label: 'wanted', points: series.desired, color: 3, show: count, right: true, steps: true, dashed: true })
  }
  return lines
}

export const latencyLines = ({ series }: Service): Line[] => [
  { label: 'p95', points: series.latency, color: 2, show: seconds },
]

/** What answered, what would have answered without the platform, and who is tried just now. */
export function accuracyLines({ accuracy, cycle }: Service): Line[] {
  const lines: Line[] = [
    { label: 'With the platform', points: accuracy.live, color: 0, show: share },
    { label: 'First version only', points: accuracy.baseline, color: 7, show: share, dashed: true },
  ]
  const tried = cycle && !cycle.over ? accuracy.byVersion[cycle.challenger] : undefined
  if (cycle && tried) {
    lines.push({ label: `v${cycle.challenger}, on trial`, points: tried, color: 3, show: share, dashed: true })
  }
  return lines
}

/** Stretches in which readings are above a bound, each as wide as the readings it holds. */
export function above(points: Point[], bound: number | null): Band[] {
  if (bound === null) return []
  const bands: Band[] = []
  points.forEach(([time, value], index) => {
    if (value === null || value <= bound) return
    const before = points[index - 1]?.[0] ?? time - 1
    const last = bands.at(-1)
    if (last && last[1] >= before) last[1] = time
    else bands.push([Math.max(before, time - WIDEST), time])
  })
  return bands
}

/** A reading says nothing of the time more than this many seconds before it. */
const WIDEST = 60

const SAID: Record<string, string> = { promoted: 'live', rejected: 'rejected', 'rolled-back': 'rolled back', failed: 'failed' }

/** Shortest time that a chart spans. */
const SHORTEST = 60

/** The time shown, less what was before the first reading in it. */
export function extentOf({ series }: Service, time: number, shown: number): [from: number, to: number] {
  const begins = Object.values(series).flatMap((points) => points[0]?.[0] ?? [])
  const first = begins.length === 0 ? time - shown : Math.min(...begins)
  return [Math.max(time - shown, Math.min(first, time - SHORTEST)), time]
}

/** Where versions came to answer or were turned down. Staleness stands in the cycle; here it would cover the rest. */
export const pinsOf = (marks: Mark[]): Pin[] =>
  marks
    .filter((mark) => Object.hasOwn(SAID, mark.stage))
    .map(({ time, stage, version }) => ({ time, label: `${version ? `v${version} ` : ''}${SAID[stage]}` }))

/** The span of some values with room around it, on whole steps; a share never leaves 0 to 1. */
export function span(lines: Line[], step: number): [low: number, high: number] {
  const values = lines.flatMap((line) => line.points.flatMap(([, value]) => (value === null ? [] : [value])))
  if (values.length === 0) return [0, 1]
  const low = Math.floor(Math.min(...values) / step - 0.2) * step
  const high = Math.ceil(Math.max(...values) / step + 0.2) * step
  return [Math.max(0, low), Math.min(1, high)]
}

/** What a chart shows, for those who cannot see it. */
export function saidOf(lines: Line[]): string {
  const told = lines.map(({ label, points, show }) => {
    const last = points.at(-1)?.[1]
    return `${label} ${last == null ? 'not known' : show(last)}`
  })
  return told.join(', ')
}

/** Smaller differences of accuracy say nothing. */
export const EVEN = 0.0005

/** What the platform gained on average over the moments at which both accuracies are known. */
export function gain({ accuracy }: Service): number | null {
  const its = new Map(accuracy.baseline)
  const gains = accuracy.live.flatMap(([time, mine]) => {
    const other = its.get(time)
    return mine === null || other == null ? [] : [mine - other]
  })
  return gains.length === 0 ? null : gains.reduce((sum, one) => sum + one, 0) / gains.length
}

/** A difference of accuracies in points of a hundred. */
export function pointsText(difference: number): string {
  if (Math.abs(difference) < EVEN) return 'no gain'
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference * 100).toFixed(1)} points`
}

export const dataSpan = (points: Point[]): string => {
  const [first, last] = [points[0]?.[0], points.at(-1)?.[0]]
  return first === undefined || last === undefined ? '' : `${dataDay(first)} to ${dataDay(last)}`
}
