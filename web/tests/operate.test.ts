import { describe, expect, it } from 'vitest'
import { KEPT, marked, withLines } from '../src/features/operate/log'
import { shareOf } from '../src/features/operate/ModelForm'
import { sheetOf } from '../src/features/operate/geography'
import { sitesOf, wiresOf, worstOf } from '../src/features/operate/sites'
import { between, objection, typedOf, wanted } from '../src/features/operate/sizes'
import { left } from '../src/features/operate/TrialView'
import type { Change, Operation, ServiceBounds, Trial } from '../src/shared/api/operate'
import type { Application, ComponentStatus, Host, Status } from '../src/shared/api/types'
import { gist, goesOn, moves, ordered, price, priceChange, progress, tellGlance } from '../src/shared/operations'

const MIB = 2 ** 20
const change = (verb: Change['verb'], before = '', after = ''): Change => ({
  verb, component: 'c', reason: '', type: '', service: '', before, after, differences: [],
})

describe('a plan', () => {
  it('is told in one line, with what moves', () => {
    expect(gist({ actions: [change('start', '', 'a'), change('replace', 'a', 'b'), change('start', '', 'b')] })).toBe(
      '2 to start, 1 to replace, 1 of them moves',
    )
    expect(gist({ actions: [] })).toBe('')
    expect([moves('a', 'b'), moves('a', 'a'), moves('', 'b')]).toEqual([true, false, false])
  })

  it('says what is ordered', () => {
    expect(ordered({ to: 'model', at: '' })).toBe('Apply the model')
    expect(ordered({ to: 'model', at: 'v1' })).toBe('Apply the model at v1')
    expect(ordered({ to: 'nothing', at: '' })).toBe('Destroy')
  })

  it('is under way while an order for the same is', () => {
    const order: Operation = {
      id: 'o', application: 'a', stage: 'asked', began: 0, since: 0, reason: '', to: 'model', at: '', engine: '', by: '', why: '', over: false,
    }
    const going = (orders: Operation[]) => goesOn(orders, { to: 'model', at: '' })
    expect([going([order]), going([{ ...order, to: 'nothing' }]), going([{ ...order, at: 'v1' }]), going([{ ...order, over: true }])]).toEqual([
      true, false, false, false,
    ])
  })

  it('says what is waited for while nothing is known of components', () => {
    expect([progress('model', 0, 0), progress('nothing', 0, 0), progress('model', 1, 3)]).toEqual([
      'starting the agent', 'nothing of it runs any more', '1 of 3 ready',
    ])
  })

  it('tells prices with as many digits as say something', () => {
    expect([0, 0.04, 0.125, 1.5, 91.25, 876].map(price)).toEqual(['0', '0.04', '0.125', '1.5', '91.25', '876'])
    expect([priceChange(1, 1), priceChange(1, 3), priceChange(2, 0.5)]).toEqual(['', '+2', '−1.5'])
  })

  it('tells an unknown state as it is', () => {
    expect(tellGlance('failing').tone).toBe('bad')
    expect(tellGlance('odd').label).toBe('odd')
  })
})

describe('a size', () => {
  const service: ServiceBounds = {
    name: 's', policy: '', host: 'fog-1', hosts: [], model: null,
    replicas: { now: 1, minimum: 1, maximum: 6 },
    cpu: { now: 0.5, most: 1.5 },
    memory: { now: 256 * MIB, most: null },
  }
  const typed = typedOf(service)

  it('asks for what differs only', () => {
    expect(wanted(typed, service)).toBeNull()
    expect(wanted({ ...typed, replicas: '2', reason: 'rush' }, service)).toEqual({ replicas: 2, reason: 'rush' })
    expect(wanted({ ...typed, memory: '512', host: 'cloud-1' }, service)).toEqual({ memory: 512 * MIB, host: 'cloud-1', reason: '' })
  })

  it('stays within the bounds of the model', () => {
    expect(objection(typed, service)).toBe('')
    expect(objection({ ...typed, replicas: '7' }, service)).toBe('replicas: 1 to 6')
    expect(objection({ ...typed, replicas: '1.5' }, service)).toBe('replicas: 1 to 6')
    expect(objection({ ...typed, cpu: '2' }, service)).toBe('cores: at most 1.5')
    expect(objection({ ...typed, cpu: 'x' }, service)).toBe('cores: a number above 0')
    expect(objection({ ...typed, memory: '-1' }, service)).toBe('memory: a number above 0')
    expect(between({ now: 1, minimum: 2, maximum: 2 })).toBe('2, fixed by the model')
  })

  it('reads a share in percent', () => {
    expect([shareOf(''), shareOf('10'), shareOf('100'), shareOf('x'), shareOf('0')]).toEqual([0, 0.1, null, null, null])
  })
})

describe('a trial', () => {
  const trial: Trial = {
    stage: 'canary', version: '2', against: '1', share: 0.1, length: 4 * 86400, passed: 86400, outcomes: 400, needed: 1000, gates: [],
  }

  it('says what is left', () => {
    expect(left(trial)).toBe('at least 3 days of data and 600 outcomes left')
    expect(left({ ...trial, outcomes: 2000 })).toBe('at least 3 days of data left')
    expect(left({ ...trial, outcomes: 2000, passed: 5 * 86400 })).toBe('to be decided now')
  })
})

describe('a log', () => {
  it('keeps the newest lines, and begins anew where it is told so', () => {
    const begun = withLines([], ['a', 'b'], true)
    expect(withLines(begun, ['c'], false).map((one) => one.number)).toEqual([0, 1, 2])
    expect(withLines(begun, ['x', 'y', 'z'], false, 3).map((one) => one.text)).toEqual(['x', 'y', 'z'])
    expect(withLines(begun, ['new'], true)).toEqual([{ number: 0, text: 'new' }])
    const long = withLines(begun, Array.from({ length: 5000 }, String), false)
    expect([long.length, long[0]?.number]).toEqual([KEPT, 3002])
  })

  it('marks what was searched for, in capitals or not', () => {
    expect(marked('An error, ERROR', 'error')).toEqual([
      { text: 'An ', hit: false }, { text: 'error', hit: true }, { text: ', ', hit: false }, { text: 'ERROR', hit: true },
    ])
    expect(marked('x', '')).toEqual([{ text: 'x', hit: false }])
    expect(marked('', 'x')).toEqual([{ text: '', hit: false }])
  })
})

describe('sites', () => {
  const host = (name: string, tier: string, site: string): Host => ({
    name, tier, site, coordinates: '', type: 'M', cpu: 1, memory: 1, disk: 1, address: '', labels: {},
  })
  const component = (name: string, on: string) => ({
    name, host: on, type: 'T', title: name, role: 'model', placed: false, selected: '', attributes: {}, requires: {}, qos: {},
  })
  const application: Application = {
    name: 'app', description: '', connections: [], findings: [], digests: {},
    hosts: [host('f1', 'fog', 'Q'), host('f2', 'fog', 'Q'), host('e1', 'edge', ''), host('c1', 'cloud', 'us')],
    links: [
      { name: 'a', first: 'f1', second: 'c1', latency: 0.02, bandwidth: 1e9 },
      { name: 'b', first: 'c1', second: 'f2', latency: 0.01, bandwidth: 1e8 },
      { name: 'c', first: 'f1', second: 'f2', latency: 0.001, bandwidth: 0 },
    ],
    components: [component('s', 'f1'), component('b', 'f2')],
  }
  const part = (name: string, on: string, state: ComponentStatus['state']): ComponentStatus => ({
    name, host: on, state, service: name.startsWith('s') ? 's' : '', version: '', pid: 1, started: 0, restarts: 0, reason: '', metrics: {},
  })
  const status: Status = {
    time: 0, deployed: true, hosts: [{ name: 'f1', metrics: { host_cpu_cores: 0.5 } }],
    components: [part('s', 'f1', 'ready'), part('s-1', 'c1', 'backing-off'), part('b', 'f2', 'ready')],
  }

  it('groups hosts by tier and site, cloud first', () => {
    const lanes = sitesOf(application, null)
    expect([...lanes].map(([tier, sites]) => `${tier}: ${sites.map((one) => one.name).join()}`)).toEqual(['cloud: us', 'fog: Q', 'edge: e1'])
    expect(lanes.get('fog')?.[0]?.hosts.map((one) => one.host.name)).toEqual(['f1', 'f2'])
  })

  it('shows where parts run and the worst state of each site', () => {
    const lanes = sitesOf(application, status)
    const cloud = lanes.get('cloud')?.[0]
    expect(cloud?.hosts[0]?.components).toEqual([{ name: 's', state: 'backing-off' }])
    expect([cloud?.worst, lanes.get('edge')?.[0]?.worst]).toEqual(['backing-off', undefined])
    expect(lanes.get('fog')?.[0]?.hosts[0]?.cpu).toBe(0.5)
    expect(worstOf(['ready', undefined, 'failed'])).toBe('failed')
  })

  it('stand on a map by the places of their hosts, north above and east to the right', () => {
    const at = (one: Host, coordinates: string): Host => ({ ...one, coordinates })
    const [f1, f2, e1, c1] = application.hosts as [Host, Host, Host, Host]
    const hosts = [at(f1, '40 -74'), at(f2, '42 -74'), e1, at(c1, '39 -77.5')]
    const map = { ...application, hosts }
    const sheet = sheetOf(map, [...sitesOf(map, status).values()].flat())
    const [cloud, fog, ...more] = sheet?.spots ?? []
    expect([cloud?.site.name, fog?.site.name, more]).toEqual(['us', 'Q', []])
    expect([cloud!.x < fog!.x, cloud!.y > fog!.y]).toEqual([true, true])
    expect(sheet?.lines.map(({ from, to, latency }) => [from.site.name, to.site.name, latency])).toEqual([['us', 'Q', 0.01]])
    expect(sheet?.parallels.map((one) => one.label)).toContain('40° N')
    expect(sheet?.meridians.map((one) => one.label)).toContain('76° W')
    expect(sheet!.shape).toBeGreaterThanOrEqual(1.5)
    expect(sheetOf(application, [...sitesOf(application, null).values()].flat())).toBeNull()
  })

  it('stand beside each other across the date line, and apart where they are at one place', () => {
    const hosts = ['-17.7 178', '-13.8 -171.8', '-13.8 -171.8'].map((coordinates, index) => ({ ...host(`h${index}`, 'edge', ''), coordinates }))
    const sheet = sheetOf({ ...application, hosts }, [...sitesOf({ ...application, hosts }, null).values()].flat())
    const [west, east, below] = sheet?.spots ?? []
    expect([west!.x < east!.x, below!.x === east!.x, below!.y > east!.y]).toEqual([true, true, true])
    expect(sheet?.meridians.some((one) => one.label === '180°' || one.label.endsWith('W'))).toBe(true)
  })

  it('are cut at the date line where turning the map would make it wider', () => {
    const hosts = ['48 10', '20 -100', '36 100'].map((coordinates, index) => ({ ...host(`h${index}`, 'edge', ''), coordinates }))
    const sheet = sheetOf({ ...application, hosts }, [...sitesOf({ ...application, hosts }, null).values()].flat())
    const [europe, america, asia] = sheet?.spots ?? []
    expect([america!.x < europe!.x, europe!.x < asia!.x]).toEqual([true, true])
  })

  it('tells the fastest link to each other site', () => {
    expect(wiresOf(application, 'Q')).toEqual([{ to: 'us', latency: 0.01, bandwidth: 1e8 }])
    expect(wiresOf(application, 'e1')).toEqual([])
  })
})
