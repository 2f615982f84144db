import { expect, it } from 'vitest'
import { refusal, requestOf } from '../src/shared/findings/fixing'
import type { Finding, Fix } from '../src/shared/api/types'

const edit = (file: string) => ({ edit: 'RemoveElement', file, element: 'a' })
const finding = (message: string): Finding => ({
  code: 'c', severity: 'error', element: 'e', message, position: '', required: '', available: '', fix: '', fixes: [],
})

it('tells the digest of each document that is edited, and of no other', () => {
  const fix: Fix = { title: 't', edits: [edit('a.yaml'), edit('a.yaml'), edit('new.yaml')] }
  expect(requestOf(fix, { 'a.yaml': '1', 'b.yaml': '2' })).toEqual({ edits: fix.edits, against: { 'a.yaml': '1' } })
})

it('says why an edit was refused', () => {
  expect(refusal([])).toBe('The edit was refused.')
  expect(refusal([finding('one'), finding('two')])).toBe('Refused: one (and 1 more)')
})
