// Going along with somebody else.
import { describe, expect, it } from 'vitest'
import { addressOfPerson, leaderOf } from '../src/features/editor/following'
import type { Person } from '../src/shared/session/session'

const person = (here: number, following: number | null = null): Person => ({ here, name: `p${here}`, state: { file: 'a.yaml', following } })

describe('following', () => {
  it('leads to another document and to the element that is looked at there', () => {
    expect(addressOfPerson({ file: 'lab/other.yaml', element: 'pump 1' })).toBe('/documents/lab/other.yaml?element=pump%201')
    expect(addressOfPerson({ file: 'other.yaml', element: null })).toBe('/documents/other.yaml')
    expect(addressOfPerson({})).toBe('')
  })

  it('goes with who leads the one who is followed', () => {
    expect(leaderOf([person(1), person(2, 1), person(3, 2)], 3)?.here).toBe(1)
    expect(leaderOf([person(1)], null)).toBeUndefined()
    expect(leaderOf([person(1)], 9)).toBeUndefined()
  })

  it('stands still where people follow each other, or this page', () => {
    expect(leaderOf([person(1, 2), person(2, 1)], 1)).toBeUndefined()
    expect(leaderOf([person(1, 7)], 1)).toBeUndefined()
  })
})
