// What elements are found by beside their names: the values that are said of them, and their findings.
import type { OptionsFilter } from '@mantine/core'
import { grouped } from '../../graph/order'
import type { Element } from '../../model/document'
import { plain } from '../../shared/format'
import type { Located } from './findings'

/** What is said of an element, such as `topics: readings`. */
export const saidOf = ({ values }: Element): string[] => Object.entries(values).map(([key, value]) => `${key}: ${plain(value)}`)

/** All that an element is found by, in small letters, by name. */
export function soughtBy(elements: Element[], findings: Located[]): ReadonlyMap<string, string> {
  const found = grouped(findings, (one) => one.owner)
  const told = (name: string) => (found.get(name) ?? []).map(({ code, message }) => `${code} ${message}`)
  return new Map(elements.map((one) => [one.name, [one.name, one.type, ...saidOf(one), ...told(one.name)].join(' ').toLowerCase()]))
}

/** Keeps the options of which all words are known, those with the words in their names first. */
export const foundIn = (known: ReadonlyMap<string, string>): OptionsFilter => ({ options, search, limit }) => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const has = (text: string) => words.every((word) => text.includes(word))
  const found = options.filter((one) => 'value' in one && has(known.get(String(one.value)) ?? ''))
  const isNamed = (one: (typeof found)[number]) => 'value' in one && has(String(one.value).toLowerCase())
  return [...found.filter(isNamed), ...found.filter((one) => !isNamed(one))].slice(0, limit)
}
