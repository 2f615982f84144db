import { describe, expect, it } from 'vitest'
import { amount, bytes, clockTime, cores, day, duration, figure, percent, perSecond, plain, seconds, short, words } from '../src/shared/format'
import { pair } from '../src/shared/ui/Bar'

describe('numbers', () => {
  it.each([
    ['bytes', bytes, 0, '0 B'],
    ['bytes', bytes, 268435456, '256 MiB'],
    ['bytes', bytes, 1.5 * 2 ** 30, '1.5 GiB'],
    ['seconds', seconds, 0, '0 ms'],
    ['seconds', seconds, 0.00025, '250 µs'],
    ['seconds', seconds, 0.018, '18 ms'],
    ['seconds', seconds, 2.25, '2.3 s'],
    ['seconds', seconds, 300, '5 min'],
    ['cores', cores, 0.25, '0.25 cores'],
    ['perSecond', perSecond, 120.4, '120/s'],
    ['short', short, 12345, '12.3K'],
    ['percent', percent, 0.01, '1 %'],
    ['percent', percent, 0.764, '76 %'],
    ['duration', duration, 3720, '1 h 2 min'],
    ['duration', duration, -3, '0 s'],
  ])('%s %#', (_, show, value, text) => {
    expect(show(value)).toBe(text)
  })

  it('says nothing where there is no figure', () => {
    expect(figure(null)).toBe('–')
    expect(figure(0.5)).toBe('0.5000')
  })

  it('names the unit of a reading and its limit once', () => {
    expect(pair('0.13 cores', '0.25 cores')).toBe('0.13 / 0.25 cores')
    expect(pair('900 KiB', '1 MiB')).toBe('900 KiB / 1 MiB')
  })
})

describe('values of the model', () => {
  it('are shown as text', () => {
    expect(plain(['fog', 'cloud'])).toBe('fog, cloud')
    expect(plain({ origin: 'EWR' })).toBe('origin: EWR')
    expect(plain(null)).toBe('null')
  })

  it('get the unit that their name implies', () => {
    expect(amount('memory', 268435456)).toBe('256 MiB')
    expect(amount('p95Latency', 0.1)).toBe('100 ms')
    expect(amount('memory', '256 MiB')).toBe('256 MiB')
    expect(amount('constructor', 3)).toBe('3')
  })

  it('get names in words', () => {
    expect([words('cpu'), words('maxLatency'), words('p95Latency')]).toEqual(['CPU', 'Max latency', 'p95 latency'])
  })
})

it('tells times of the reader’s own clock', () => {
  const noon = new Date(2026, 8, 15, 12, 5, 9).getTime() / 1000
  expect(clockTime(noon)).toBe('12:05:09')
  expect(day(noon)).toBe('15 Sep 2026')
})
