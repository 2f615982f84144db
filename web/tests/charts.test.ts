import { expect, it } from 'vitest'
import { pinsOf } from '../src/features/charts/pins'
import { subjectsOf, TITLES } from '../src/features/charts/titles'
import { dragged, lookEach, reach, readSpan, writeSpan } from '../src/features/charts/span'
import type { PlatformEvent } from '../src/shared/api/types'
import { CHARTED } from '../src/shared/api/live'
import { MEASURES } from '../src/shared/metrics'
import { gistOf, within } from '../src/shared/series'

it('keeps in the address what is shown, and nothing that is so anyway', () => {
  expect(writeSpan({ seconds: 600, held: null, only: '' })).toBe('')
  const span = { seconds: 3600, held: [1000, 1060] as [number, number], only: 'scorer-1' }
  expect(writeSpan(span)).toBe('?seconds=3600&from=1000&to=1060&only=scorer-1')
  expect(readSpan(writeSpan(span))).toEqual(span)
})

it('reads an address that makes no sense as the newest minutes', () => {
  for (const query of ['?seconds=7', '?from=9&to=3', '?from=x&to=y', '?from=-5&to=4']) {
    expect(readSpan(query)).toEqual({ seconds: 600, held: null, only: '' })
  }
})

it('looks the less often the more time is shown', () => {
  expect([3600, 21_600, 604_800].map(lookEach)).toEqual([10, 60, 120])
})

it('reaches back to the begin of a time that is held, by the clock that it is given', () => {
  expect(reach({ seconds: 3600, held: null }, 5000)).toBe(3600)
  expect(reach({ seconds: 3600, held: [1000, 1060] }, 5000.5)).toBe(4001)
  expect(reach({ seconds: 3600, held: [6000, 6060] }, 5000)).toBe(1)
})

it('takes no click for a drag', () => {
  expect(dragged(10, 10.5)).toBeNull()
  expect(dragged(10, 40)).toEqual([10, 40])
})

it('tells what readings come to, and leaves out those that are missing', () => {
  expect(gistOf([[1, 2], [2, null], [3, 6]])).toEqual({ least: 2, mean: 4, most: 6 })
  expect(gistOf([[1, null]])).toBeNull()
})

it('cuts readings at both ends', () => {
  expect(within([[1, 1], [2, 2], [3, 3]], [2, 3])).toEqual([[2, 2], [3, 3]])
})

const event = (time: number, type: string, subject: string): PlatformEvent => ({ id: `${time}`, time, type, subject, source: '', data: {} })

it('marks changes of the deployment and troubles of what is shown, oldest first', () => {
  const events = [
    event(9, 'component.failed', 'late'),
    event(5, 'component.backing-off', 'scorer-1'),
    event(4, 'component.ready', 'scorer-1'),
    event(3, 'component.failed', 'broker'),
    event(2, 'deployment.desired', 'flights'),
  ]
  expect(pinsOf(events, [1, 8], '').map((pin) => pin.label)).toEqual(['flights applied', 'broker failed', 'scorer-1 backing off'])
  expect(pinsOf(events, [1, 8], 'scorer-1').map((pin) => pin.time)).toEqual([2, 5])
})

it('shows transfers of components and hosts, hosts themselves and databases, each by a measure with a unit', () => {
  const wanted = ['component', 'host'].flatMap((of) => ['read', 'write', 'received', 'sent'].map((way) => `${of}_${way}_bytes_per_second`))
  expect([...wanted, 'host_cpu_cores', 'host_memory_bytes', 'database_bytes'].filter((one) => !CHARTED.has(one) || !(one in TITLES))).toEqual([])
  expect(Object.keys(TITLES).filter((one) => !CHARTED.has(one))).toEqual([])
  expect(MEASURES.find((one) => one.metric === 'host_sent_bytes_per_second')?.show(2048)).toBe('2 KiB/s')
})

it('is about elements, what runs for them and hosts, each once and with a colour that stays', () => {
  expect([...subjectsOf(['a', 'b'], ['a', 'a-1'], ['h', 'b'])]).toEqual([['a', 0], ['b', 1], ['a-1', 2], ['h', 3]])
})
