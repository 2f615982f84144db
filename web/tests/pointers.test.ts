// Where people point: how often it is told, and what of it is heard.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { apart, Telling } from '../src/shared/session/pointers'
import type { Person, Pointing } from '../src/shared/session/session'

const at = (x: number): Pointing => ({ file: 'a.yaml', inside: '', x, y: 2 })
const person = (here: number, pointer?: Pointing | null): Person => ({ here, name: `p${here}`, state: { file: 'a.yaml', ...(pointer === undefined ? {} : { pointer }) } })

describe('what is heard of people', () => {
  it('is the same of them wherever they point', () => {
    const one = apart([person(1, at(1)), person(2)])
    expect(one.pointers).toEqual([{ here: 1, name: 'p1', ...at(1) }])
    expect(one.still).toEqual([person(1), person(2)])
    expect(apart([person(1, at(9)), person(2, null)]).still).toEqual(one.still)
  })

  it('has one and the same empty list where nobody points', () => {
    expect(apart([person(1)]).pointers).toBe(apart([person(2, null)]).pointers)
  })
})

describe('where this person points', () => {
  let told: (number | null)[] = []
  let telling = new Telling<number>(() => {})

  beforeEach(() => {
    vi.useFakeTimers()
    told = []
    telling = new Telling<number>((place) => told.push(place))
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is told at once, then ten times a second, the last place always', () => {
    for (let ms = 0; ms < 1000; ms += 10) {
      telling.move(() => ms)
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(200)
    expect(told[0]).toBe(0)
    expect(told.at(-1)).toBe(990)
    expect(told.length).toBeLessThanOrEqual(11)
    expect(told.length).toBeGreaterThanOrEqual(10)
  })

  it('is nowhere once the pointer rests', () => {
    telling.move(() => 1)
    vi.advanceTimersByTime(4999)
    expect(told).toEqual([1])
    vi.advanceTimersByTime(1)
    expect(told).toEqual([1, null])
  })

  it('is nowhere once the pointer left, and no move comes after it', () => {
    telling.move(() => 1)
    telling.move(() => 2)
    telling.leave()
    telling.leave()
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual([1, null])
    telling.move(() => 3)
    expect(told).toEqual([1, null, 3])
  })

  it('says nothing before the first move', () => {
    telling.leave()
    expect(told).toEqual([])
  })
})
