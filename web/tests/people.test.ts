import { describe, expect, it } from 'vitest'
import { placeOf } from '../src/app/routes'
import { branchesText, branchesTold, invitationLink, mismatch, patternsOf, secretOf } from '../src/features/people/words'

describe('people', () => {
  it('have addresses', () => {
    expect(placeOf('/people')).toEqual({ view: 'people' })
    expect(placeOf('/account')).toEqual({ view: 'account' })
    expect(placeOf('/people/x')).toEqual({ view: 'unknown', path: '/people/x' })
  })

  it('are limited to branches by patterns in a field', () => {
    expect(patternsOf(' feature/*,docs  docs ')).toEqual(['feature/*', 'docs'])
    expect(patternsOf('')).toEqual([])
    expect(branchesText(['*'])).toBe('')
    expect(branchesText(patternsOf('a, b'))).toBe('a, b')
    expect(branchesTold(['*'])).toBe('every branch')
    expect(branchesTold(['a'])).toBe('a')
  })

  it('are invited by a link whose secret stays in the browser', () => {
    const link = new URL(invitationLink('https://lab.org', 'abc_-9'))
    expect(link.pathname).toBe('/invitation')
    expect(secretOf(link.hash)).toBe('abc_-9')
  })

  it('are told what is wrong with a password before it is sent', () => {
    expect(mismatch('', '')).toBe('')
    expect(mismatch('short', '')).toContain('12')
    expect(mismatch('long enough words', 'long enough')).toContain('same')
    expect(mismatch('long enough words', 'long enough words')).toBe('')
  })
})
