// Search that forgives what is left out.
import { describe, expect, it } from 'vitest'
import { commands } from '../src/shared/commands'
import { containing, fits, searched } from '../src/shared/fuzzy'

const find = (wanted: string, ...texts: string[]) => searched(texts, wanted, (one) => one, 10)

describe('a search', () => {
  it.each([
    ['nats', ['NatsBroker', 'a nation sets'], 'NatsBroker'],
    ['nb', ['unable', 'NatsBroker'], 'NatsBroker'],
    ['flight edit', ['flight-delays: Overview', 'flight-delays: Edit'], 'flight-delays: Edit'],
    ['undo', ['Run down', 'Undo'], 'Undo'],
  ])('for %j in %j finds first %j', (wanted, texts, first) => {
    expect(find(wanted, ...texts)[0]).toBe(first)
  })

  it('finds nothing whose letters are not there in order', () => {
    expect(fits('xyz', 'abc')).toBeNull()
    expect(fits('ba', 'ab')).toBeNull()
    expect(find('a zz', 'a')).toEqual([])
  })

  it('leaves all in their order where nothing is looked for, and shows no more than asked for', () => {
    expect(find('', 'b', 'a')).toEqual(['b', 'a'])
    expect(searched([1, 2, 3], ' ', String, 2)).toEqual([1, 2])
  })
})

describe('a list to choose from', () => {
  const find = (wanted: string, ...texts: string[]) => containing(texts, wanted, (one) => one, 10)

  it('has first what is just what was typed, then what begins so', () => {
    expect(find('Edge-1', 'old-edge-1', 'edge-10', 'edge-1')).toEqual(['edge-1', 'edge-10', 'old-edge-1'])
  })

  it('has nothing that was not typed, and all in order before anything was', () => {
    expect(find('eg', 'edge', 'egg')).toEqual(['egg'])
    expect(find(' ', 'b', 'a')).toEqual(['b', 'a'])
  })
})

it('nothing is offered where nobody offers anything', () => {
  expect(commands()).toEqual([])
})
