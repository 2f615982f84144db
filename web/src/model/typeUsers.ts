// Who names a type: elements of it, and types that are made from it.
import { TYPES } from './document'
import { readModel } from './reader'
import type { Vocabulary } from './vocabulary'

export interface Users {
  file: string
  names: string[]
}

const named = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(named)
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

/** The types that a definition of a type names. */
function namedBy({ extends: parent, mixins, substitutes, contains, relations }: Record<string, unknown>): string[] {
  const kinds = typeof relations === 'object' && relations !== null ? Object.values(relations) : []
  const targets = kinds.map((kind: unknown) => (typeof kind === 'object' && kind !== null && 'to' in kind ? kind.to : undefined))
  return [parent, mixins, substitutes, contains, ...targets].flatMap(named)
}

/** The elements and types of all documents that name a type, by file. */
export function usersOf(words: Vocabulary, texts: ReadonlyMap<string, string>, name: string): Users[] {
  return [...texts].flatMap(([file, text]) => {
    if (!text.includes(name) || !/\.ya?ml$/.test(file)) return []
    const { kind, elements } = readModel(words, text)
    const uses = elements.filter((one) => (kind === TYPES ? one.name !== name && namedBy(one.body).includes(name) : one.type === name))
    return uses.length > 0 ? [{ file, names: uses.map((one) => one.name) }] : []
  })
}
