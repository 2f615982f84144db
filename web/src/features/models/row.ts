// The fields of a form and the row that they make.
import type { Cell } from '../../shared/api/data'
import type { Input } from '../../shared/api/registry'

/** What is typed, by column; empty for a missing value. */
export type Typed = Record<string, string>

export const typedOf = (inputs: Input[], row: Record<string, Cell>): Typed =>
  Object.fromEntries(inputs.map(({ name }) => [name, row[name] === null || row[name] === undefined ? '' : String(row[name])]))

function cellOf({ type }: Input, text: string): Cell {
  if (text === '') return null
  if (type === 'boolean') return text === 'true'
  if (type !== 'number' && type !== 'integer') return text
  const value = Number(text)
  // what is no number is sent as it is, so that the model says which column is wrong
  return Number.isFinite(value) ? value : text
}

export const rowOf = (inputs: Input[], typed: Typed): Record<string, Cell> =>
  Object.fromEntries(inputs.map((input) => [input.name, cellOf(input, (typed[input.name] ?? '').trim())]))

/** Columns that have to be filled in and are not. */
export const lacking = (inputs: Input[], typed: Typed): string[] =>
  inputs.filter(({ name, required }) => required && !(typed[name] ?? '').trim()).map(({ name }) => name)
