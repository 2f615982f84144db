// Folds and comparisons of a run, in words and numbers.
import type { Comparison } from '../../shared/api/evaluation'
import { signed } from '../../shared/format'
import { metricName } from './ranking'

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
