import { expect, it } from 'vitest'
import { Drafts } from '../src/shared/drafts'

it('keeps what is typed until it is sent or as it was', () => {
  const drafts = new Drafts()
  expect([drafts.get('note a', 'old'), drafts.has('note a')]).toEqual(['old', false])
  drafts.keep('note a', 'old and ne', 'old')
  drafts.keep('note b', '', 'other')
  expect([drafts.get('note a', 'old'), drafts.get('note b', 'other')]).toEqual(['old and ne', ''])
  drafts.keep('note a', 'old', 'old')
  drafts.drop('note b')
  expect([drafts.has('note a'), drafts.get('note b', 'other')]).toEqual([false, 'other'])
})
