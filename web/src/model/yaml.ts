// Values as edits carry them: one line of YAML.
import { parse, stringify } from 'yaml'
import type { Attribute } from './vocabulary'

/** A value in one line of YAML; one with line breaks as JSON, which YAML takes as well. */
export function inline(value: unknown): string {
  const quoted = JSON.stringify(value) ?? 'null'
  if (quoted.includes('\\n')) return quoted
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd()
}

const NUMBERS = ['integer', 'number', 'port', 'quantity', 'scalar', 'any']
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i

/** What is typed in a field of an attribute, as a value: texts stay texts, numbers become numbers. */
export function valueOf(attribute: Attribute, typed: string): unknown {
  const text = typed.trim()
  if (NUMBERS.includes(attribute.type) && NUMBER.test(text)) return Number(text)
  if (attribute.type === 'any' || (attribute.type === 'scalar' && /^(true|false)$/.test(text))) return written(text)
  return text
}

function written(text: string): unknown {
  try {
    return parse(text) as unknown
  } catch {
    return text
  }
}

/** A value as a field shows it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? inline(value) : String(value)
}
