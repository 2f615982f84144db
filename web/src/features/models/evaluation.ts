// Slices, folds and comparisons of a run, in words and numbers.
import type { Comparison, Slice } from '../../shared/api/evaluation'
import { signed } from '../../shared/format'
import { metricName } from './ranking'

/** Slices with fewer rows have no say in the largest gap. */
export const FEW_ROWS = 30

/** The largest gap of each column, in words. */
export function gapsOf(slices: Slice[], metric: string): string[] {
  return [...new Set(slices.map((one) => one.column))].flatMap((column) => {
    const told = slices
      .filter((one) => one.column === column && one.rows >= FEW_ROWS)
      .flatMap(({ value, metrics }) => (metrics[metric] == null ? [] : [{ value, score: metrics[metric] }]))
      .sort((a, b) => a.score - b.score)
    const [low, high] = [told[0], told.at(-1)]
    if (!low || !high || told.length < 2) return []
    const gap = (high.score - low.score).toFixed(4)
    return [`${column}: the largest gap is ${gap}, from ${low.score.toFixed(4)} for ${low.value} to ${high.score.toFixed(4)} for ${high.value}.`]
  })
}

/** The standard deviation of the folds. */
export function spread(folds: number[]): number {
  const mean = folds.reduce((sum, one) => sum + one, 0) / folds.length
  return Math.sqrt(folds.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, folds.length - 1))
}

/** What a comparison tells, with the test behind it. */
export function verdictOf({ other, metric, test, rows, difference, interval: [low, high], p, verdict }: Comparison): string {
  const told = `${verdict} ${verdict.startsWith('no ') ? 'from' : 'than'} ${other}`
  return `${told}: ${metricName(metric)} ${signed(difference)}, 95 % interval ${signed(low)} to ${signed(high)}; ${test} on ${rows}, corrected p ${p.toPrecision(2)}`
}
