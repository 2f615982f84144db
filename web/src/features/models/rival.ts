// A candidate beside the champion on the same rows.
import type { Candidate } from '../../shared/api/training'
import { lowerIsBetter } from './ranking'

export interface Pair {
  metric: string
  mine: number
  other: number
  difference: number
  /** The 95 % interval of the difference; null where there is none. */
  interval: [low: number, high: number] | null
  verdict: 'better' | 'worse' | 'not told apart' | 'no interval'
}

function verdictOf(metric: string, interval: [number, number] | null): Pair['verdict'] {
  if (interval === null) return 'no interval'
  const [low, high] = lowerIsBetter(metric) ? [-interval[1], -interval[0]] : interval
  if (low > 0) return 'better'
  return high < 0 ? 'worse' : 'not told apart'
}

/** Each figure that both have; empty where they were not compared. */
export function pairsOf({ metrics, comparison = {} }: Candidate): Pair[] {
  return Object.entries(metrics).flatMap(([metric, mine]) => {
    const other = comparison[`other_${metric}`]
    if (mine === null || other === undefined) return []
    const low = comparison[`low_${metric}`]
    const high = comparison[`high_${metric}`]
    const interval: [number, number] | null = low === undefined || high === undefined ? null : [low, high]
    return [{ metric, mine, other, difference: mine - other, interval, verdict: verdictOf(metric, interval) }]
  })
}
