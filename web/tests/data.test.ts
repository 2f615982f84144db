import { expect, test } from 'vitest'
import { counted, shown } from '../src/features/data/values'

test('numbers have the digits that say something', () => {
  expect(shown(4000, 'integer')).toBe('4,000')
  expect(shown(0.123456, 'number')).toBe('0.1235')
  expect(shown(12345.678, 'number')).toBe('12,350')
  expect([shown(2013, 'integer', 'year'), shown(2013, 'integer', 'seats')]).toEqual(['2013', '2,013'])
})

const NUMBERS = { least: 0, most: 9, mean: 4, deviation: 1, quantiles: [], edges: [], counts: [] }
const COLUMN = { name: 'a', type: 'number', stored: 'double', top: [], association: null }

test('only kinds of values that are there are counted', () => {
  const whole = { ...COLUMN, distinct: 9, missing: 0, infinite: 0, numbers: { ...NUMBERS, outliers: null } }
  expect(counted(whole, 100)).toBe('9 distinct')
  expect(counted({ ...whole, numbers: null }, 100)).toBe('9 distinct')
  const torn = { ...COLUMN, distinct: 1200, missing: 25, infinite: 2, numbers: { ...NUMBERS, outliers: 1 } }
  expect(counted(torn, 100)).toBe('1,200 distinct, 25 % missing, 2 infinite, 1 outlier')
})

test('times are days in UTC', () => {
  expect(shown(1356998400, 'timestamp')).toBe('2013-01-01')
  expect(shown(1357000200.5, 'timestamp')).toBe('2013-01-01')
})
