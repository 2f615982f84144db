import { describe, expect, it } from 'vitest'
import { confusionCells, leaderboard, metricColumns, metricName, share } from '../src/features/models/ranking'
import type { Candidate, Run } from '../src/shared/api/training'
import { pathOf } from '../src/shared/plot/CurvePlot'

const candidate = (name: string, metrics: Candidate['metrics'], status = 'ok'): Candidate => ({
  name, metrics, status, algorithm: 'A', parameters: {}, error: null, seconds: 1, parity: null,
})
const run = (metric: string, candidates: Candidate[], baselines: Run['baselines'] = []): Run => ({
  id: 'r', pipeline: 'p', task: 'classification', metric, started: 0, finished: 1, status: 'ok', error: null,
  rows: { train: 1, test: 1 }, boundary: null, chosen: 'good', model: null, candidates, baselines, data: null,
})

describe('leaderboard', () => {
  it('ranks candidates and baselines together, failed ones last', () => {
    const entries = leaderboard(
      run('roc_auc', [candidate('broken', {}, 'failed'), candidate('bad', { roc_auc: 0.6 }), candidate('good', { roc_auc: 0.8 })],
        [{ name: 'majority', metrics: { roc_auc: 0.5 } }]),
    )
    expect(entries.map((one) => one.name)).toEqual(['good', 'bad', 'majority', 'broken'])
    expect(entries.filter((one) => one.chosen)).toHaveLength(1)
  })

  it('ranks losses the other way round and draws no bar for them', () => {
    const entries = leaderboard(run('brier', [candidate('high', { brier: 0.3 }), candidate('low', { brier: 0.1 })]))
    expect(entries[0]?.name).toBe('low')
    expect(entries.map((one) => share(one, entries, 'brier'))).toEqual([0, 0])
  })
})

it('shows the metric that chose first', () => {
  expect(metricColumns(run('f1', [candidate('a', { accuracy: 1, f1: 0 })]))).toEqual(['f1', 'accuracy'])
  expect(metricName('roc_auc')).toBe('ROC AUC')
  expect(metricName('balanced_accuracy')).toBe('Balanced accuracy')
})

it('reads a confusion matrix by rows of the truth', () => {
  const [no, yes] = confusionCells([[3, 1], [0, 0]])
  expect(no?.map((cell) => [cell.title, cell.share])).toEqual([['true negatives', 0.75], ['false positives', 0.25]])
  expect(yes?.map((cell) => cell.share)).toEqual([0, 0])
})

it('draws a curve from corner to corner', () => {
  const path = pathOf([[0, 0], [1, 1]])
  expect(path).toMatch(/^M42\.0,260\.0L330\.0,8\.0$/)
  expect(pathOf([])).toBe('')
})
