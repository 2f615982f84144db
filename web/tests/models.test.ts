import { describe, expect, it } from 'vitest'
import { classNames, confusionCells, leaderboard, metricColumns, metricName, share } from '../src/features/models/ranking'
import type { Candidate, Run } from '../src/shared/api/training'
import { plotsOf } from '../src/features/models/plots'
import { pathOf, plane, ticksOf } from '../src/shared/plot/plane'

const candidate = (name: string, metrics: Candidate['metrics'], status = 'ok'): Candidate => ({
  name, metrics, status, algorithm: 'A', parameters: {}, error: null, seconds: 1, parity: null,
})
const run = (metric: string, candidates: Candidate[], baselines: Run['baselines'] = []): Run => ({
  id: 'r', pipeline: 'p', task: 'classification', metric, started: 0, finished: 1, status: 'ok', error: null,
  rows: { train: 1, test: 1 }, boundary: null, chosen: 'good', model: null, candidates, baselines, data: {},
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

  it('ranks by what chose, where that is told', () => {
    const lucky = { ...candidate('lucky', { roc_auc: 0.8 }), validation: { roc_auc: 0.6 } }
    const sound = { ...candidate('sound', { roc_auc: 0.7 }), validation: { roc_auc: 0.7 } }
    expect(leaderboard(run('roc_auc', [lucky, sound])).map((one) => one.name)).toEqual(['sound', 'lucky'])
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
  expect(confusionCells([[1, 0, 0], [0, 1, 0], [0, 0, 1]])[2]?.[2]?.title).toBe('')
  expect(classNames([[1, 0], [0, 1]], ['0', '1'])).toEqual(['no', 'yes'])
  expect(classNames([[1], [0], [0]], ['a', 'b'])).toEqual(['a', 'b', '2'])
})

it('draws a curve from corner to corner', () => {
  expect(pathOf(plane(0, 1), [[0, 0], [1, 1]])).toBe('M46.0,260.0L330.0,8.0')
  expect(pathOf(plane(-5, 5), [[-5, 5]])).toBe('M46.0,8.0')
  expect(pathOf(plane(0, 1), [])).toBe('')
})

it.each([
  [0, 1, [0, 0.25, 0.5, 0.75, 1]],
  [-3, 17, [0, 5, 10, 15]],
  [0, 0, [0]],
  [1200, 5100, [2000, 3000, 4000, 5000]],
])('ticks from %d to %d are round', (low, high, ticks) => {
  expect(ticksOf(low, high)).toEqual(ticks)
})

it('plots what the candidates have: classes on the unit square, values on their own', () => {
  const classes = { ...candidate('a', {}), curves: { roc: [[0, 0], [1, 1]] as [number, number][] } }
  const [roc, ...others] = plotsOf([classes, candidate('failed', {})], 'b')
  expect(others).toEqual([])
  expect(roc?.extent).toEqual([0, 1])
  expect(roc?.lines).toMatchObject([{ name: 'a', color: 0, dim: true }])
  const values = { ...candidate('r', {}), curves: { scatter: [[-2, 3], [40, 31]] as [number, number][] } }
  expect(plotsOf([values], null)[0]?.extent).toEqual([-2, 40])
})
