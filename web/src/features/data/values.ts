// Figures of a column as people read them.
import type { Column } from '../../shared/api/data'
import { count, percent } from '../../shared/format'

/** How many values there are of each kind: different, missing, infinite, far off. */
export function counted({ distinct, missing, infinite, numbers }: Column, rows: number): string {
  const outliers = numbers?.outliers ?? 0
  return [
    `${count(distinct)} distinct`,
    missing > 0 && `${percent(missing / rows)} missing`,
    infinite > 0 && `${count(infinite)} infinite`,
    outliers > 0 && `${count(outliers)} ${outliers === 1 ? 'outlier' : 'outliers'}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** A number with the digits that say something; of times the day in UTC, and of years no commas. */
export function shown(value: number, type: string, name = ''): string {
  if (type === 'timestamp') return new Date(value * 1000).toISOString().slice(0, 10)
  if (/year$/i.test(name) && Number.isInteger(value)) return String(value)
  if (Number.isInteger(value)) return value.toLocaleString('en')
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumSignificantDigits: 4 })
}
