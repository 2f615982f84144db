// Figures of a column as people read them.

/** A number with the digits that say something; of times the day in UTC, and of years no commas. */
export function shown(value: number, type: string, name = ''): string {
  if (type === 'timestamp') return new Date(value * 1000).toISOString().slice(0, 10)
  if (/year$/i.test(name) && Number.isInteger(value)) return String(value)
  if (Number.isInteger(value)) return value.toLocaleString('en')
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumSignificantDigits: 4 })
}
