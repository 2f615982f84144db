import { describe, expect, it } from 'vitest'
import { arranged, columnsOf, outcome, readTable, sortedBy, usual, writeTable, type Table } from '../src/features/models/runTable'
import { factsOf, trailsOf } from '../src/features/models/sideBySide'
import type { Candidate, Run } from '../src/shared/api/training'

const candidate = (name: string, metrics: Candidate['metrics'], parameters = {}): Candidate => ({
  name, metrics, parameters, status: 'ok', algorithm: 'Trees', error: null, seconds: 1, parity: null,
})
const run = (id: string, started: number, candidates: Candidate[], more: Partial<Run> = {}): Run => ({
  id, pipeline: 'risk', task: 'classification', metric: 'roc_auc', started, finished: started + 60, status: 'ok', error: null,
  rows: { train: 100, test: 10 }, boundary: null, chosen: candidates[0]?.name ?? null, model: null, candidates, baselines: [], data: {}, ...more,
})
const early = run('early', 1000, [candidate('forest', { roc_auc: 0.8, brier: 0.2 }, { depth: 4 }), candidate('linear', { roc_auc: 0.6, brier: 0.3 })])
const late = run('late', 2000, [candidate('boosting', { roc_auc: 0.9, brier: 0.1 }, { depth: 8 })])
const failed = run('failed', 3000, [], { status: 'failed', error: 'column price is missing', finished: null, rows: {} })
const RUNS = [failed, late, early]
const START: Table = { find: '', sort: 'started', down: true, columns: null, picked: [] }
const ids = (change: Partial<Table>) => arranged(RUNS, { ...START, ...change }).map((one) => one.id)
const column = (key: string) => columnsOf(RUNS).find((one) => one.key === key)!

describe('the table of runs', () => {
  it('offers a column for each figure, and shows those that something was chosen by', () => {
    expect(columnsOf(RUNS).map((one) => one.key)).toEqual(['started', 'pipeline', 'status', 'outcome', 'brier', 'roc_auc', 'rows', 'took'])
    expect(usual(RUNS)).toEqual(['started', 'pipeline', 'status', 'outcome', 'roc_auc', 'took'])
  })

  it('puts runs in the order of any column, those without a value last both ways', () => {
    expect(ids({})).toEqual(['failed', 'late', 'early'])
    expect(ids({ sort: 'roc_auc' })).toEqual(['late', 'early', 'failed'])
    expect(ids({ sort: 'roc_auc', down: false })).toEqual(['early', 'late', 'failed'])
    expect(ids({ sort: 'nothing-like-this' })).toEqual(['failed', 'late', 'early'])
  })

  it('begins with the best, and turns round at the second press', () => {
    const auc = sortedBy(START, column('roc_auc'))
    expect([auc.down, sortedBy(auc, column('roc_auc')).down]).toEqual([true, false])
    expect(sortedBy(START, column('brier')).down).toBe(false)
    expect(sortedBy(START, column('started')).down).toBe(false)
  })

  it('finds runs by all words that are typed, in any column or candidate', () => {
    expect(ids({ find: 'linear' })).toEqual(['early'])
    expect(ids({ find: 'PRICE failed' })).toEqual(['failed'])
    expect(ids({ find: 'linear boosting' })).toEqual([])
  })

  it('keeps all of it in the address', () => {
    expect(writeTable(START)).toBe('')
    const table: Table = { find: 'a b', sort: 'roc_auc', down: false, columns: ['started', 'roc_auc'], picked: ['late', 'early'] }
    expect(readTable(writeTable(table))).toEqual(table)
  })

  it('tells what came of a run', () => {
    expect(outcome(early)).toBe('forest of 2 candidates, ROC AUC 0.8000')
    expect(outcome(failed)).toBe('column price is missing')
  })
})

describe('runs side by side', () => {
  const fact = (name: string) => factsOf([early, late]).find((one) => one.name === name)

  it('tells what differs, and whose figure is best', () => {
    expect(fact('ROC AUC')).toEqual({ name: 'ROC AUC', values: ['0.8000', '0.9000'], differs: true, best: [1] })
    expect(fact('Brier')?.best).toEqual([1])
    expect(fact('parameter depth')?.values).toEqual(['4', '8'])
    expect(fact('Rows to train on')?.differs).toBe(false)
  })

  it('marks every run that is best', () => {
    const again = run('again', 2500, [candidate('boosting', { roc_auc: 0.9, brier: 0.1 })])
    expect(factsOf([late, early, again]).find((one) => one.name === 'ROC AUC')?.best).toEqual([0, 2])
  })

  it('knows figures of which neither end is better', () => {
    const [wide, narrow] = [0.95, 0.8].map((coverage, place) => run(`f${place}`, 1000, [candidate('ridge', { mae: 2 - place, coverage, flagged: place })]))
    const told = factsOf([wide!, narrow!])
    expect(told.filter(({ best }) => best.length > 0).map(({ name }) => name)).toEqual(['MAE'])
    expect(trailsOf([wide!, narrow!]).axes.map(({ metric }) => metric)).toEqual(['mae'])
  })

  it('says of a run without a model that there is nothing', () => {
    expect(factsOf([early, failed]).find((one) => one.name === 'ROC AUC')).toMatchObject({ values: ['0.8000', '–'], best: [] })
  })

  it('draws candidates with the better end up, whichever way a figure counts', () => {
    const { axes, trails } = trailsOf([early, late])
    expect(axes.map(({ metric, high }) => [metric, high])).toEqual([['roc_auc', 0.9], ['brier', 0.1]])
    expect(trails.map(({ name, run: place }) => [name, place])).toEqual([['forest', 0], ['linear', 0], ['boosting', 1]])
    expect(trails[2]?.heights).toEqual([1, 1])
    expect(trails[1]?.heights).toEqual([0, 0])
  })
})
