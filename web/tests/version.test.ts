import { expect, test } from 'vitest'
import { takesOneRow, tellAnswers } from '../src/features/models/answers'
import { addressOf, inSteps } from '../src/features/models/lineage'
import { kept } from '../src/features/models/kept'
import { lacking, rowOf, typedOf } from '../src/features/models/row'
import type { Input, LineageNode } from '../src/shared/api/registry'

const INPUTS: Input[] = [
  { name: 'carrier', type: 'category', required: false, unit: '' },
  { name: 'delay', type: 'number', required: true, unit: 'min' },
  { name: 'holiday', type: 'boolean', required: false, unit: '' },
]

test('a form and a row are each other', () => {
  const row = { carrier: 'AA', delay: 12.5, holiday: false }
  expect(rowOf(INPUTS, typedOf(INPUTS, row))).toEqual(row)
  expect(typedOf(INPUTS, { carrier: null })).toEqual({ carrier: '', delay: '', holiday: '' })
})

test('what is empty is missing, and what is no number is left to the model', () => {
  expect(rowOf(INPUTS, { delay: 'much' })).toEqual({ carrier: null, delay: 'much', holiday: null })
  expect(lacking(INPUTS, { delay: ' ' })).toEqual(['delay'])
})

const node = (kind: LineageNode['kind'], name: string, detail = ''): LineageNode => ({ id: name, kind, name, detail })

test('nodes stand in the order in which things come about', () => {
  const steps = inSteps([node('data', 'd'), node('run', 'r'), node('version', 'late@1'), node('service', 'shop/late'), node('commit', 'c')])
  expect(steps.map((nodes) => nodes.map((one) => one.name))).toEqual([['d', 'c'], ['r'], ['late@1'], ['shop/late']])
  expect(inSteps([node('elsewhere', 'late@8')])[2]?.map((one) => one.name)).toEqual(['late@8'])
})

test('nodes lead where there is something', () => {
  const lead = (one: LineageNode) => addressOf(one, 'late', 'late@2')
  expect(lead(node('data', 'dep artures'))).toBe('/data/late/dep%20artures')
  expect(lead(node('run', 'r', 'r1'))).toBe('/runs/r1')
  expect(lead(node('run', 'not known here'))).toBe('')
  expect(lead(node('service', 'shop/late'))).toBe('/applications/shop')
  expect(lead(node('commit', 'abc', 'abcdef'))).toBe('/versions?commit=abcdef')
  expect(lead(node('version', 'late@2'))).toBe('')
  expect(lead(node('version', 'late@1'))).toBe('/models/late/1')
  expect(lead(node('elsewhere', 'late@1', 'd8'))).toBe('')
})

test('what was exposed is called committed only where there is a commit', () => {
  expect(kept({ commit: 'c0ffee', uncommitted: '' })).toBe(' and committed.')
  expect(kept({ commit: '', uncommitted: 'a merge is going on' })).toBe(', but is in no commit: a merge is going on.')
  expect(kept({ commit: '', uncommitted: '' })).toBe(', but nothing here is versioned; begin with: stratum init .')
})

test('a forecast says what it answers, and is no question of one row', () => {
  expect(tellAnswers('forecasting', [])).toBe('Answers the next steps of each series, with an interval.')
  expect(tellAnswers('regression', [])).toBe('Answers a number.')
  expect(['forecasting', 'regression', 'classification'].map(takesOneRow)).toEqual([false, true, true])
})
