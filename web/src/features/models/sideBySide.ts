// Runs beside each other: what each says of the same thing, and their candidates as lines over the figures.
import type { Candidate, Run } from '../../shared/api/training'
import { count, duration, figure, plain } from '../../shared/format'
import { tellRun } from '../../shared/states'
import { isNeutral, lowerIsBetter, metricName } from './ranking'
import { bestOf } from './runTable'

export interface Fact {
  name: string
  /** One for each run. */
  values: string[]
  differs: boolean
  /** The places of the runs whose figure is best; empty where none is. */
  best: number[]
}

const NONE = '–'

function fact(name: string, values: string[], best: number[] = []): Fact {
  return { name, values, differs: new Set(values).size > 1, best }
}

function bestPlaces(metric: string, values: (number | null)[]): number[] {
  const known = values.filter((one) => one !== null)
  if (isNeutral(metric) || new Set(known).size < 2) return []
  const best = lowerIsBetter(metric) ? Math.min(...known) : Math.max(...known)
  return values.flatMap((one, place) => (one === best ? [place] : []))
}

const keysOf = (all: (object | undefined)[]) => [...new Set(all.flatMap((one) => Object.keys(one ?? {})))]

const digests = ({ data }: Run) => Object.entries(data.sources ?? {}).map(([name, { digest }]) => `${name} ${digest.slice(0, 12)}`).join(', ') || NONE

/** What can be compared of runs: how they ended, on which rows, what was chosen with which parameters, and how good it is. */
export function factsOf(runs: Run[]): Fact[] {
  const best = runs.map(bestOf)
  const of = (name: string, tell: (run: Run, candidate: Candidate | undefined) => string) => fact(name, runs.map((run, place) => tell(run, best[place])))
  const figures = keysOf(best.map((one) => one?.metrics)).map((metric) => {
    const values = best.map((one) => one?.metrics[metric] ?? null)
    return fact(metricName(metric), values.map(figure), bestPlaces(metric, values))
  })
  const parameters = keysOf(best.map((one) => one?.parameters)).map((name) =>
    of(`parameter ${name}`, (_, one) => (one && name in one.parameters ? plain(one.parameters[name]) : NONE)),
  )
  return [
    of('Status', (run) => tellRun(run.status).label),
    of('Chosen', (_, one) => (one ? `${one.name}, ${one.algorithm}` : NONE)),
    ...figures,
    ...parameters,
    of('Rows to train on', (run) => (run.rows.train === undefined ? NONE : count(run.rows.train))),
    of('Rows to test on', (run) => (run.rows.test === undefined ? NONE : count(run.rows.test))),
    of('Data', digests),
    of('Took', (run) => (run.finished === null ? NONE : duration(run.finished - run.started))),
  ]
}

export interface Axis {
  metric: string
  /** What stands at the bottom and at the top: the better end is always up. */
  low: number
  high: number
}

export interface Trail {
  name: string
  /** The place of its run. */
  run: number
  /** From 0 at the bottom to 1 for each axis; null where there is no figure. */
  heights: (number | null)[]
}

/** Every candidate of the runs as a line over the figures that have a better end, that at least two of them have and that differ. */
export function trailsOf(runs: Run[]): { axes: Axis[]; trails: Trail[] } {
  const all = runs.flatMap((run, place) => run.candidates.map((candidate) => ({ candidate, place })))
  const axes = keysOf(all.map(({ candidate }) => candidate.metrics)).filter((metric) => !isNeutral(metric)).flatMap((metric): Axis[] => {
    const values = all.map(({ candidate }) => candidate.metrics[metric]).filter((value) => value != null)
    const [least, most] = [Math.min(...values), Math.max(...values)]
    if (values.length < 2 || least === most) return []
    return [lowerIsBetter(metric) ? { metric, low: most, high: least } : { metric, low: least, high: most }]
  })
  const height = ({ metric, low, high }: Axis, { metrics }: Candidate) => {
    const value = metrics[metric]
    return value == null ? null : Math.abs(value - low) / Math.abs(high - low)
  }
  const trails = all.map(({ candidate, place }) => ({ name: candidate.name, run: place, heights: axes.map((axis) => height(axis, candidate)) }))
  return { axes, trails: trails.filter(({ heights }) => heights.some((one) => one !== null)) }
}
