import { describe, expect, it } from 'vitest'
import { pictureOf } from '../src/features/models/drawing'
import { spread, verdictOf } from '../src/features/models/evaluation'
import { cellsOf } from '../src/features/models/notebook'
import { plotsOf } from '../src/features/models/plots'
import { shareOf } from '../src/features/models/progress'
import { pairsOf } from '../src/features/models/rival'
import { lightsOf } from '../src/features/models/lights'
import type { Candidate, Run } from '../src/shared/api/training'
import { tellRun, tellTask } from '../src/shared/states'

const candidate = (name: string, more: Partial<Candidate>): Candidate => ({
  name, algorithm: 'A', parameters: {}, status: 'ok', error: null, seconds: 1, metrics: {}, parity: null, ...more,
})

describe('a pipeline is drawn', () => {
  const blocks = [
    { name: 'best', type: 'ChooseBest', inputs: ['forest', 'nobody'] },
    { name: 'rows', type: 'CsvSource', inputs: [] },
    { name: 'forest', type: 'RandomForest', inputs: ['rows'] },
  ]

  it('from sources to the choice', () => {
    const { boxes, wires } = pictureOf(blocks)
    const first = boxes.find((box) => box.name === 'rows')
    const next = boxes.find((box) => box.name === 'forest')
    expect([first?.x, first?.y]).toEqual([0, 0])
    expect(next?.x).toBeGreaterThan(0)
    expect(wires.map((wire) => [wire.source, wire.target])).toEqual([['forest', 'best'], ['rows', 'forest']])
  })

  it('as nothing where there is nothing', () => {
    expect(pictureOf([])).toEqual({ boxes: [], wires: [], width: 0, height: 0 })
  })
})

describe('what is found out of a candidate', () => {
  it('tells the test behind better, and that nothing can be told', () => {
    const one = { other: 'tree', metric: 'f1', test: 'McNemar', rows: 'held-out rows', difference: 0.1, interval: [0.05, 0.15] as [number, number], p: 0.012, verdict: 'better' }
    expect(verdictOf(one)).toBe('better than tree: F1 +0.1000, 95 % interval +0.0500 to +0.1500; McNemar on held-out rows, corrected p 0.012')
    expect(verdictOf({ ...one, verdict: 'no difference can be told' })).toMatch(/^no difference can be told from tree: /)
  })

  it('has the spread of its folds', () => {
    expect(spread([1, 2, 3])).toBeCloseTo(1)
  })
})

describe('a candidate beside the champion', () => {
  const metrics = { accuracy: 0.9, log_loss: 0.2, f1: 0.8, r2: null }
  const comparison = {
    rows: 10, other_accuracy: 0.8, low_accuracy: 0.05, high_accuracy: 0.15,
    other_log_loss: 0.3, low_log_loss: -0.2, high_log_loss: -0.05, other_f1: 0.8, other_r2: 1,
  }

  it('is better where its interval is on the good side of zero', () => {
    const pairs = pairsOf(candidate('a', { metrics, comparison }))
    expect(pairs.map((pair) => [pair.metric, pair.verdict])).toEqual([
      ['accuracy', 'better'], ['log_loss', 'better'], ['f1', 'no interval'],
    ])
    expect(pairs[0]?.difference).toBeCloseTo(0.1)
  })

  it('is not told apart where the interval holds zero, and worse beyond it', () => {
    const verdict = (low: number, high: number) =>
      pairsOf(candidate('a', { metrics: { f1: 1 }, comparison: { other_f1: 1, low_f1: low, high_f1: high } }))[0]?.verdict
    expect([verdict(-1, 1), verdict(0, 1), verdict(-2, -1)]).toEqual(['not told apart', 'not told apart', 'worse'])
  })

  it('has no pairs where they were not compared', () => {
    expect(pairsOf(candidate('a', { metrics, incomparable: 'no columns' }))).toEqual([])
  })
})

describe('plots', () => {
  const scatter: [number, number][] = [[1, 2], [3, 3], [5, 4]]
  const both = [candidate('a', { curves: { scatter } }), candidate('b', { curves: { scatter } })]

  it('show residuals beside the predictions of a regression', () => {
    const [predicted, residuals] = plotsOf(both, null)
    expect(predicted?.extent).toEqual([1, 5])
    expect(residuals?.lines[0]?.points).toEqual([[2, -1], [3, 0], [4, 1]])
    expect([residuals?.extent, residuals?.upright]).toEqual([[2, 4], [-1, 1]])
  })

  it('leave out who is hidden, and keep the colours of the others', () => {
    const [predicted] = plotsOf(both, null, new Set(['a']))
    expect(predicted?.lines.map((line) => [line.name, line.color])).toEqual([['b', 1]])
    expect(plotsOf(both, null, new Set(['a', 'b']))).toEqual([])
  })
})

describe('a notebook', () => {
  it('is shown by its sources and plain outputs', () => {
    const outputs = [{ text: ['a', 'b'] }, { data: { 'text/html': '<b>', 'text/plain': 'c', 'image/png': 'AA\n==' } }]
    const [text, code, other] = cellsOf({
      cells: [{ cell_type: 'markdown', source: ['# ', 'T'] }, { cell_type: 'code', source: 'x', outputs }, {}],
    })
    expect(text).toEqual({ kind: 'markdown', text: '# T', outputs: [], images: [] })
    expect(code).toEqual({ kind: 'code', text: 'x', outputs: ['ab', 'c'], images: ['AA=='] })
    expect(other?.kind).toBe('raw')
  })

  it('may be none', () => expect(cellsOf({})).toEqual([]))
})

it('tells how far a candidate is', () => {
  const way = ['waiting', 'starting', 'fitting', 'scoring', 'exporting', 'finished'].map(shareOf)
  expect(way).toEqual([...way].sort((a, b) => a - b))
  expect([way[0], way.at(-1)]).toEqual([0, 1])
  expect(tellTask('fitting').tone).toBe('busy')
  expect(tellRun('interrupted').tone).toBe('warn')
})

describe('lights of a pipeline', () => {
  const block = (name: string, type: string) => ({ name, type, inputs: [] })
  const blocks = [block('rows', 'CsvSource'), block('early', 'FilterRows'), block('scaled', 'ScaleNumbers'), block('split', 'SplitByTime'), block('forest', 'RandomForest'), block('linear', 'Ridge'), block('best', 'ChooseBest')]
  const run: Run = {
    id: 'r', pipeline: 'p', task: 'classification', metric: 'roc_auc', started: 0, finished: 9, status: 'ok', error: null,
    rows: { train: 4000, test: 500 }, boundary: null, chosen: 'forest', model: null, baselines: [],
    candidates: [candidate('forest', { metrics: { roc_auc: 0.8 } }), candidate('linear', { status: 'failed', error: 'no memory' })],
    data: { sources: { rows: { rows: 5000, columns: 3, digest: '' } }, left: { early: 4500 } },
  }

  it('tell rows where rows are known, figures of candidates, and what was chosen', () => {
    const told = [...lightsOf(blocks, run)].map(([name, light]) => [name, light.text])
    expect(told).toEqual([
      ['rows', '✓ 5,000 rows'], ['early', '✓ 4,500 rows'], ['split', '✓ 4,000 + 500 rows'],
      ['forest', '★ ROC AUC 0.8000'], ['linear', '✗ failed'], ['best', '✓ forest'],
    ])
    expect(lightsOf(blocks, run).get('linear')?.reason).toBe('no memory')
  })

  it('show where a run broke off', () => {
    const broken: Run = { ...run, status: 'failed', error: "block 'early': no column price", candidates: [], rows: {}, chosen: null, data: {} }
    expect([...lightsOf(blocks, broken)].map(([name, { tone }]) => [name, tone])).toEqual([['early', 'bad']])
  })

  it('are off before the first run', () => {
    expect(lightsOf(blocks, null).size).toBe(0)
  })
})
