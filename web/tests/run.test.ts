import { describe, expect, it } from 'vitest'
import { readChoice, writeChoice } from '../src/features/run/choice'
import { causeOf, chosen, counts, groupOf, tell } from '../src/features/run/decisions'
import { byWeight } from '../src/features/run/DriftList'
import { above, accuracyLines, extentOf, gain, loadLines, pinsOf, pointsText, saidOf, span } from '../src/features/run/lines'
import { sharesOf } from '../src/features/run/Routes'
import { factsOf, nameOf, valueOf } from '../src/features/run/seen'
import { heldBy, stairs, tally } from '../src/features/run/steps'
import { heldText, tilesOf } from '../src/features/run/Summary'
import type { Cycle, Decision, RouteNow, Service, Step } from '../src/shared/api/run'
import type { ComponentStatus, Point } from '../src/shared/api/types'
import { crewText, homeOf } from '../src/shared/crews'
import { aligned, outageOf } from '../src/shared/series'

const step = (stage: string, more: Partial<Step> = {}): Step => ({
  type: `cycle.${stage}`, stage, time: 10, dataTime: null, reason: `because ${stage}`, saw: {}, ...more,
})
const cycle = (stages: string[], more: Partial<Cycle> = {}): Cycle => {
  const steps = stages.map((stage) => step(stage))
  const stage = stages.filter((one) => one !== 'held').at(-1) ?? ''
  return { stage, began: 1, since: 10, over: false, challenger: '4', reason: '', saw: {}, steps, ...more }
}
const route = (name: string, more: Partial<RouteNow> = {}): RouteNow => ({
  name, version: '3', host: 'h', replicas: 1, ready: 1, weight: 1, mirror: false, cpu: 0.5, memory: 1, ...more,
})
const none = { load: [], rows: [], waiting: [], replicas: [], desired: [], latency: [], errors: [], cpu: [], cpuLimit: [], memory: [] }
const service = (more: Partial<Service> = {}): Service => ({
  name: 's', running: true, kept: true, model: 'm', policy: 'kpa', objective: { p95Latency: 0.1, errorRate: null },
  held: { readings: 0, violated: 0 }, minimum: 1, maximum: 4, dataTime: null, age: null, routes: [], versions: [], series: none,
  accuracy: { live: [], baseline: [], byVersion: {}, marks: [] }, drift: [], cycle: null, earlier: [], ...more,
})
const decision = (id: string, source: string, more: Partial<Decision> = {}): Decision => ({
  id, source, time: 1, type: 'resources.scaled', subject: 's', reason: '', saw: {}, cause: '', ...more,
})

describe('the steps of a cycle', () => {
  const standings = (one: Cycle) => stairs(one).map((stair) => stair.standing)

  it('are done up to where it stands', () => {
    expect(standings(cycle(['stale', 'begun', 'training']))).toEqual(['done', 'now', 'next', 'next', 'next', 'next'])
    expect(standings(cycle(['stale', 'training', 'judged', 'shadow', 'canary']))).toEqual(['done', 'done', 'done', 'done', 'now', 'next'])
  })

  it('are left out where it ended early', () => {
    const over = stairs(cycle(['stale', 'training', 'judged', 'rejected'], { over: true }))
    expect(over.map((one) => one.standing)).toEqual(['done', 'done', 'done', 'skipped', 'skipped', 'ended'])
    expect(over.at(-1)).toMatchObject({ title: 'Rejected', tone: 'warn', step: { reason: 'because rejected' } })
  })

  it('are left out where a cycle was asked for, or has no shadow', () => {
    expect(standings(cycle(['begun', 'training', 'judged', 'canary']))).toEqual(['done', 'done', 'done', 'skipped', 'now', 'next'])
    expect(standings(cycle(['canary', 'promoting']))).toEqual(['skipped', 'skipped', 'skipped', 'skipped', 'done', 'now'])
  })

  it('tell why it was stale and what the training gave, not what followed at once', () => {
    const [stale, training] = stairs(cycle(['stale', 'begun', 'training', 'trained', 'registered', 'judged']))
    expect(stale?.step?.reason).toBe('because stale')
    expect(training?.step?.reason).toBe('because trained')
  })

  it('wait where nothing is done', () => {
    expect(heldBy(cycle(['stale', 'begun', 'held']))?.reason).toBe('because held')
    expect(standings(cycle(['stale', 'begun', 'held']))[0]).toBe('now')
    expect(heldBy(cycle(['stale', 'held', 'training']))).toBeNull()
  })

  it('are counted by how they ended', () => {
    const ended = ['promoted', 'rejected', 'rolled-back', 'failed'].map((stage) => cycle([stage], { over: true }))
    expect(tally([...ended, cycle(['shadow'])])).toEqual({ promoted: 1, stopped: 3 })
  })
})

describe('lines and what is behind them', () => {
  it('shade each stretch above the objective, no wider than the readings say', () => {
    const points: Point[] = [[0, 0.05], [1, 0.2], [2, 0.3], [3, 0.05], [4, null], [300, 0.2]]
    expect(above(points, 0.1)).toEqual([[0, 2], [240, 300]])
    expect(above(points, null)).toEqual([])
  })

  it('draw what is wanted only where it can differ from what there is', () => {
    expect(loadLines(service()).map((line) => line.label)).toEqual(['Requests', 'Replicas ready', 'wanted'])
    expect(loadLines(service({ maximum: 1 }))).toHaveLength(2)
  })

  it('show who is on trial as long as that lasts', () => {
    const accuracy = { live: [], baseline: [], byVersion: { '4': [[1, 0.8]] as Point[] }, marks: [] }
    expect(accuracyLines(service({ accuracy, cycle: cycle(['shadow']) })).at(-1)?.label).toBe('v4, on trial')
    expect(accuracyLines(service({ accuracy, cycle: cycle(['promoted'], { over: true }) }))).toHaveLength(2)
  })

  it('mark what became of versions', () => {
    const marks = ['stale', 'promoted', 'rolled-back'].map((stage) => ({ time: 5, at: 1, stage, version: '4' }))
    expect(pinsOf(marks).map((pin) => pin.label)).toEqual(['v4 live', 'v4 rolled back'])
  })

  it('gain on average where both accuracies are known', () => {
    const accuracy = { live: [[1, 0.8], [2, 0.8], [3, 0.9]] as Point[], baseline: [[1, 0.8], [2, 0.7]] as Point[], byVersion: {}, marks: [] }
    expect(gain(service({ accuracy }))).toBeCloseTo(0.05)
    expect(gain(service())).toBeNull()
    expect([0.013, -0.02, 0.0001].map(pointsText)).toEqual(['+1.3 points', '−2.0 points', 'no gain'])
  })

  it('begin the time axis with the first reading, but span a minute', () => {
    const series = { ...none, load: [[500, 1]] as Point[] }
    expect(extentOf(service({ series }), 1000, 600)).toEqual([500, 1000])
    expect(extentOf(service({ series }), 510, 600)).toEqual([450, 510])
    expect(extentOf(service({ series }), 2000, 600)).toEqual([1400, 2000])
    expect(extentOf(service(), 1000, 600)).toEqual([400, 1000])
  })

  it('keep an axis of shares within 0 and 1, on whole steps', () => {
    const line = (values: number[]) => ({ label: '', color: 0, show: String, points: values.map((value): Point => [0, value]) })
    const rounded = (values: number[]) => span([line(values)], 0.05).map((value) => Number(value.toFixed(4)))
    expect(rounded([0.74, 0.8])).toEqual([0.7, 0.85])
    expect(rounded([0.99, 1])).toEqual([0.95, 1])
    expect(span([], 0.05)).toEqual([0, 1])
  })

  it('are said in words', () => {
    expect(saidOf(loadLines(service({ series: { ...none, load: [[1, 40]] } })))).toBe('Requests 40/s, Replicas ready not known, wanted not known')
  })
})

describe('gaps', () => {
  it('are as long as the readings are apart', () => {
    const coarse = Array.from({ length: 9 }, (_, index): Point => [index * 36, 1])
    expect(outageOf(coarse)).toBe(216)
    expect(outageOf([[0, 1], [1, 1]])).toBe(20)
    expect(aligned([coarse], outageOf(coarse))[1]).not.toContain(null)
    expect(aligned([coarse])[1]).toContain(null)
  })
})

describe('figures', () => {
  it('never round a violated objective up to all of the time', () => {
    expect(heldText({ readings: 10_000, violated: 1 })).toBe('99.9 %')
    expect(heldText({ readings: 600, violated: 0 })).toBe('100 %')
    expect(heldText({ readings: 0, violated: 0 })).toBe('–')
  })

  it('tell replicas that are missing, beside each other and asleep', () => {
    const told = (routes: RouteNow[]) => tilesOf(service({ routes })).find((tile) => tile.label === 'Replicas')
    expect(told([route('main', { replicas: 3, ready: 2 })])).toMatchObject({ value: '2 of 3', tone: 'warn' })
    expect(told([route('main'), route('canary')])).toMatchObject({ value: '1 of 1', about: 'and 1 canary' })
    expect(told([route('main', { replicas: 0, ready: 0 })])?.value).toBe('asleep')
    expect(told([])?.value).toBe('–')
  })

  it('are dashes where nothing was read, and leave out what is not watched', () => {
    expect(tilesOf(service()).map((tile) => tile.value)).toEqual(['–', '–', '–', '–', '–', '–'])
    expect(tilesOf(service({ kept: false, objective: { p95Latency: null, errorRate: null } }))).toHaveLength(3)
  })

  it('share the requests by weight; a mirror answers none', () => {
    const routes = [route('main', { weight: 3 }), route('canary', { weight: 1 }), route('shadow', { mirror: true })]
    expect(sharesOf(routes)).toEqual([0.75, 0.25, 0])
    expect(sharesOf([route('main', { weight: 0 })])).toEqual([0])
  })
})

describe('decisions', () => {
  const all = [
    decision('1', '/lifecycle/app', { type: 'model.stale' }),
    decision('2', '/resources/app', { cause: '1' }),
    decision('3', '/rules/rules.yaml', { cause: 'gone' }),
    decision('4', '/monitoring/app'),
  ]

  it('are grouped by who decided', () => {
    expect(all.map(groupOf)).toEqual(['lifecycle', 'resources', 'rules', 'lifecycle'])
    expect(counts(all)).toEqual({ resources: 1, lifecycle: 2, deployment: 0, rules: 1 })
    expect(chosen(all, ['resources']).map((one) => one.id)).toEqual(['2'])
    expect(chosen(all, [])).toHaveLength(4)
  })

  it('lead to their cause while it is known', () => {
    expect(all.map((one) => causeOf(one, all)?.id)).toEqual([undefined, '1', undefined, undefined])
  })

  it('are told with a word, known or not', () => {
    expect(tell('cycle.rolled-back').label).toBe('rolled back')
    expect(tell('constructor').label).toBe('constructor')
  })

  it('tell the numbers they saw with units', () => {
    const saw = { latency_p95_seconds: 0.014, accuracy: 0.7921, target: 55, error_rate: 0.012, window: 7_776_000, drifted: 'ks, psi', missing: null }
    expect(factsOf(saw)).toEqual([
      ['Latency p95', '14 ms'],
      ['Accuracy', '79.2 %'],
      ['Target', '55'],
      ['Error rate', '1.2 %'],
      ['Window', '90 days'],
      ['Drifted', 'ks, psi'],
      ['Missing', '–'],
    ])
    expect(valueOf('expected_rate', 120)).toBe('120/s')
    expect(valueOf('cpu', 0.5)).toBe('0.5 cores')
    expect(valueOf('standardError', 0.0075)).toBe('0.75 points')
    expect(valueOf('heldOut', 6118)).toBe('6,118')
    expect(valueOf('champion', '3')).toBe('3')
    expect(nameOf('dataTime')).toBe('Data time')
  })
})

it('tells age and errors before inputs, each by how far it is', () => {
  const one = (kind: string, share: number) => ({ kind, share, detector: 'd', column: kind, statistic: share, threshold: 1, drifted: share > 1 })
  const sorted = byWeight([one('input', 9), one('error', 0.2), one('input', 11), one('age', 0.1), one('error', 0.4)])
  expect(sorted.map(({ kind, share }) => `${kind} ${share}`)).toEqual(['age 0.1', 'error 0.4', 'error 0.2', 'input 11', 'input 9'])
})

it('keeps what is looked at in the address', () => {
  const choice = { service: 'a b', seconds: 3600, groups: ['lifecycle', 'rules'] as const }
  const query = writeChoice({ ...choice, groups: [...choice.groups] })
  expect(readChoice(query)).toEqual(choice)
  expect(writeChoice(readChoice(''))).toBe('')
  expect(readChoice('?seconds=7&kind=nonsense')).toEqual({ service: null, seconds: 600, groups: [] })
})

describe('the parts of a service', () => {
  const part = (name: string, more: Partial<ComponentStatus>): ComponentStatus => ({
    name, service: 's', version: '', host: 'h', state: 'ready', pid: 1, started: 0, restarts: 0, reason: '', metrics: {}, ...more,
  })
  const parts = [
    part('s', {}),
    part('s-1', { version: '10' }),
    part('s-2', { version: '9' }),
    part('s-3', { version: '9', state: 'starting' }),
    part('s-monitor', {}),
    part('other', { service: '' }),
  ]

  it('are told by version', () => {
    expect(crewText(parts, 's')).toBe('v9 × 1 of 2, v10 × 1')
    expect(crewText(parts, 'other')).toBe('')
  })

  it('belong to their service', () => {
    expect(['s-1', 's-monitor', 's', 'other', 'ghost'].map((name) => homeOf(parts, name))).toEqual(['s', 's', 's', 'other', 'ghost'])
  })
})
