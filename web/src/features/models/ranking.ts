// Candidates and baselines of a run in one order.
import { lookup } from '../../shared/lookup'
import type { Candidate, Figures, Run } from '../../shared/api/training'

/** Figures of which less is better. */
const LOSSES = /^(brier|log_loss|mae|mse|rmse|median_ae|mape|mase|smape|davies_bouldin|error)/

/** Figures that are good at a value in between: neither more nor less is better. */
const NEUTRAL = new Set(['coverage', 'flagged'])

export const isNeutral = (metric: string) => NEUTRAL.has(metric)

export const lowerIsBetter = (metric: string) => LOSSES.test(metric)

export interface Entry {
  name: string
  algorithm: string
  kind: 'candidate' | 'baseline'
  chosen: boolean
  metrics: Figures
  candidate: Candidate | null
}

/** The figures that an entry is ranked by: those that chose, where there are any. */
export const ranking = (entry: Entry): Figures => entry.candidate?.validation ?? entry.metrics

function better(a: Figures, b: Figures, metric: string): number {
  const left = a[metric] ?? null
  const right = b[metric] ?? null
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return lowerIsBetter(metric) ? left - right : right - left
}

/** Best first by the run's metric; what has no figure (failed candidates) at the end. */
export function leaderboard(run: Run): Entry[] {
  const candidates: Entry[] = run.candidates.map((candidate) => ({
    name: candidate.name,
    algorithm: candidate.algorithm,
    kind: 'candidate',
    chosen: candidate.name === run.chosen,
    metrics: candidate.metrics,
    candidate,
  }))
  const baselines: Entry[] = run.baselines.map(({ name, metrics }) => ({
    name,
    algorithm: 'baseline',
    kind: 'baseline',
    chosen: false,
    metrics,
    candidate: null,
  }))
  return [...candidates, ...baselines].sort((a, b) => better(ranking(a), ranking(b), run.metric))
}

const SHOWN = 6

/** The columns of the table: the metric that chose first, then the others that are told. */
export function metricColumns(run: Run): string[] {
  const told = leaderboard(run).flatMap((entry) => Object.keys(entry.metrics))
  return [...new Set([run.metric, ...told])].slice(0, SHOWN)
}

const NAMES: Record<string, string> = {
  roc_auc: 'ROC AUC',
  average_precision: 'Avg. precision',
  pr_auc: 'PR AUC',
  f1: 'F1',
  log_loss: 'Log loss',
  brier: 'Brier',
  mae: 'MAE',
  rmse: 'RMSE',
  mse: 'MSE',
  mape: 'MAPE',
  median_ae: 'Median AE',
  mcc: 'MCC',
  d2: 'D²',
  f1_weighted: 'F1, weighted',
  r2: 'R²',
  ndcg_at_k: 'NDCG at k',
  map_at_k: 'MAP at k',
}

export function metricName(metric: string): string {
  const plain = metric.replaceAll('_', ' ')
  return lookup(NAMES, metric) ?? plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** Names of the classes; two of them read as no and yes. */
export function classNames(matrix: number[][], labels: string[] | undefined): string[] {
  if (matrix.length === 2) return ['no', 'yes']
  return matrix.map((_, index) => labels?.[index] ?? String(index))
}

/** Length of the bar beside the main figure: its share of the best; losses have none. */
export function share(entry: Entry, all: Entry[], metric: string): number {
  const best = Math.max(...all.map((one) => one.metrics[metric] ?? 0))
  const own = entry.metrics[metric] ?? 0
  return lowerIsBetter(metric) || best <= 0 ? 0 : Math.max(0, own / best)
}

export interface Cell {
  title: string
  value: number
  share: number
}

const TWO_CLASSES = [
  ['true negatives', 'false positives'],
  ['false negatives', 'true positives'],
]

/** The confusion matrix by rows of what was true; shares are of the row. */
export function confusionCells(matrix: number[][]): Cell[][] {
  const titles = matrix.length === 2 ? TWO_CLASSES : []
  return matrix.map((row, truth) => {
    const total = row.reduce((sum, value) => sum + value, 0) || 1
    return row.map((value, said) => ({
      title: titles[truth]?.[said] ?? '',
      value,
      share: value / total,
    }))
  })
}
