import { describe, expect, it } from 'vitest'
import { addressOf, placeOf } from '../src/app/routes'
import { byDay, distinct, filtered, readFilter, writeFilter } from '../src/features/events/filter'
import { bySeverity } from '../src/shared/findings/severity'
import type { Finding, PlatformEvent } from '../src/shared/api/types'
import { tellEvent, tellState } from '../src/shared/states'

describe('addresses', () => {
  it.each([
    ['/', { view: 'start' }],
    ['/models', { view: 'models' }],
    ['/versions', { view: 'versions', page: 'history' }],
    ['/versions/merge', { view: 'versions', page: 'merge' }],
    ['/versions/nothing', { view: 'unknown', path: '/versions/nothing' }],
    ['/runs/r-1', { view: 'run', id: 'r-1' }],
    ['/applications/a%20b', { view: 'application', name: 'a b', tab: 'overview' }],
    ['/applications/a/events', { view: 'application', name: 'a', tab: 'events' }],
    ['/applications/a/nothing', { view: 'unknown', path: '/applications/a/nothing' }],
    ['/applications/%E0%A4%A', { view: 'application', name: '%E0%A4%A', tab: 'overview' }],
  ])('%s', (path, place) => {
    expect(placeOf(path)).toEqual(place)
  })

  it('are read back as they were made', () => {
    expect(placeOf(addressOf('ä/b', 'charts'))).toEqual({ view: 'application', name: 'ä/b', tab: 'charts' })
  })
})

const event = (id: string, time: number, subject: string, type: string): PlatformEvent => ({
  id, time, subject, type, source: '', data: {},
})
const EVENTS = [event('2', 200_000, 'a', 'component.ready'), event('1', 10, 'b', 'component.failed')]

describe('events', () => {
  it('are filtered by component and type', () => {
    expect(filtered(EVENTS, { subjects: [], types: [] })).toHaveLength(2)
    expect(filtered(EVENTS, { subjects: ['a'], types: [] }).map((one) => one.id)).toEqual(['2'])
    expect(filtered(EVENTS, { subjects: ['a'], types: ['component.failed'] })).toEqual([])
  })

  it('stand under their day', () => {
    expect(byDay(EVENTS).map((one) => one.events.length)).toEqual([1, 1])
    expect(byDay([])).toEqual([])
  })

  it('keep their filter in the address', () => {
    const filter = { subjects: ['a&b', 'c'], types: ['t'] }
    expect(readFilter(writeFilter(filter))).toEqual(filter)
    expect(writeFilter({ subjects: [], types: [] })).toBe('')
    expect(distinct(['b', 'a', 'b'])).toEqual(['a', 'b'])
  })
})

it('shows the worst findings first', () => {
  const finding = (severity: Finding['severity'], code: string): Finding => ({
    severity, code, element: '', message: '', position: '', required: '', available: '', fix: '', fixes: [],
  })
  const sorted = bySeverity([finding('note', '1'), finding('error', '2'), finding('warning', '3'), finding('error', '4')])
  expect(sorted.map((one) => one.code)).toEqual(['2', '4', '3', '1'])
})

it('tells states and events in words, also unknown ones', () => {
  expect(tellState('backing-off')).toMatchObject({ label: 'Backing off', tone: 'warn' })
  expect(tellState(undefined).label).toBe('Planned')
  expect(tellState('odd').label).toBe('odd')
  expect(tellEvent('component.exited').tone).toBe('bad')
  expect(tellEvent('model.promoted').tone).toBe('good')
  expect(tellEvent('component.started').tone).toBe('calm')
})
