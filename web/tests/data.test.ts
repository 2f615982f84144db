import { expect, test } from 'vitest'
import { shown } from '../src/features/data/values'

test('numbers have the digits that say something', () => {
  expect(shown(4000, 'integer')).toBe('4,000')
  expect(shown(0.123456, 'number')).toBe('0.1235')
  expect(shown(12345.678, 'number')).toBe('12,350')
  expect([shown(2013, 'integer', 'year'), shown(2013, 'integer', 'seats')]).toEqual(['2013', '2,013'])
})

test('times are days in UTC', () => {
  expect(shown(1356998400, 'timestamp')).toBe('2013-01-01')
  expect(shown(1357000200.5, 'timestamp')).toBe('2013-01-01')
})
