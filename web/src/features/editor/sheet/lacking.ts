// What is said and done of copies whose relations lead to nothing in the document they go into.
import { blank, least, type Blank } from '../../../model/blank'
import type { Element } from '../../../model/document'
import type { RelationType, Vocabulary } from '../../../model/vocabulary'
import type { Desk } from '../desk'
import type { LeftOut, Pasted } from './copying'

const listed = (left: LeftOut[]) => left.map(({ relation, target }) => `${relation} ${target}`).join(', ')

/** Which relations copies go without, in words; empty where there are none. */
export const leftOut = (left: LeftOut[]): string => (left.length === 0 ? '' : `Left out: ${listed(left)}.`)

/** Why nothing was put in: elements need what is not here. */
export const refusal = (lacking: LeftOut[]): string =>
  `Refused: ${lacking.map(({ element, relation, target }) => `${element} needs ${relation} ${target}`).join(', ')}, which is not here. Copy that too.`

const relationOf = (words: Vocabulary, { type, relation }: LeftOut): RelationType | undefined =>
  words.types.get(type)?.relations.find((one) => one.spellings.includes(relation))

/** Those of the relations left out that an element cannot be without. */
export const lackingOf = (words: Vocabulary, left: LeftOut[]): LeftOut[] =>
  left.filter((one) => {
    const relation = relationOf(words, one)
    return relation !== undefined && one.kept < least(relation)
  })

const namesIn = (written: unknown): string[] =>
  (Array.isArray(written) ? written : written === undefined ? [] : [written]).map((one: unknown) =>
    typeof one === 'object' && one !== null && 'to' in one ? String(one.to) : String(one),
  )

/** A copy of one element as a new one that has to be told what it lacks; null where a form cannot ask for all of it. */
export function completed({ words, model }: Pick<Desk, 'words' | 'model'>, tops: Element[], { names, bodies }: Pasted, lacking: LeftOut[]): Blank | null {
  const [[top], [name], [body]] = [tops, names, bodies]
  if (!top || !name || !body || tops.length > 1 || lacking.some(({ element }) => element !== name)) return null
  const type = words.types.get(lacking[0]?.type ?? '')
  if (type === undefined) return null
  const asked = new Set(lacking.flatMap((one) => relationOf(words, one) ?? []))
  const guess = blank(words, type, { section: top.section, parent: top.parent, name }, model.elements)
  const targets = [...asked].map(({ kind, spellings }) => {
    const kept = spellings.flatMap((key) => namesIn(body[key]))
    return [kind, kept.length > 0 ? kept : (guess.targets[kind] ?? [])] as const
  })
  const spelled = new Set(['type', ...[...asked].flatMap((one) => one.spellings)])
  const values = Object.fromEntries(Object.entries(body).filter(([key]) => !spelled.has(key)))
  // What it contains is among what was copied.
  return { ...guess, values, targets: Object.fromEntries(targets), parts: [] }
}
