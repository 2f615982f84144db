// Elements that were copied, as they go into a document: under names that are free there.
import type { Element } from '../../../model/document'
import { HOSTED_ON } from '../../../model/fits'
import { freshName } from '../../../model/names'
import type { Edit } from '../../../shared/api/types'
import { addElement } from '../edits'

type Body = Record<string, unknown>
const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

const PARTS = 'contains'

/** A relation that no copy has, for what it leads to is not there. */
export interface LeftOut {
  /** The copy under its new name, and its type. */
  element: string
  type: string
  /** The key that the relation was written under. */
  relation: string
  target: string
  /** How many targets the relation has nevertheless. */
  kept: number
}

/** Where relations of copies may lead: to other copies under their new names, and to what is there. */
interface Copies {
  names: Map<string, string>
  known: Set<string>
  /** The keys that relations of a type are written under. */
  relations: (type: string) => string[]
  left: LeftOut[]
}

/** What was copied, as it goes into a document. */
export interface Pasted {
  edits: Edit[]
  /** The new names of what nothing else of the copies contains. */
  names: string[]
  /** What is written of each of those. */
  bodies: Body[]
  left: LeftOut[]
}

/** Gives names to an element and to what it contains. */
function christen(copies: Copies, name: string, body: Body) {
  const fresh = freshName(name, copies.known)
  copies.known.add(fresh)
  copies.names.set(name, fresh)
  if (isBody(body[PARTS])) for (const [part, inner] of Object.entries(body[PARTS])) christen(copies, part, isBody(inner) ? inner : {})
}

const nameOf = (target: unknown) => (isBody(target) && 'to' in target ? String(target.to) : String(target))

function aimed(copies: Copies, target: unknown): unknown[] {
  const name = nameOf(target)
  const now = copies.names.get(name) ?? (copies.known.has(name) ? name : null)
  if (now === null) return []
  return [isBody(target) ? { ...target, to: now } : now]
}

function relation(copies: Copies, { element, type }: Pick<LeftOut, 'element' | 'type'>, key: string, written: unknown): [string, unknown][] {
  if (key === HOSTED_ON) return [[key, written]]
  const targets: unknown[] = Array.isArray(written) ? written : [written]
  const kept = targets.flatMap((one) => aimed(copies, one))
  const lost = targets.filter((one) => aimed(copies, one).length === 0)
  copies.left.push(...lost.map((one) => ({ element, type, relation: key, target: nameOf(one), kept: kept.length })))
  if (kept.length === 0) return []
  return [[key, Array.isArray(written) ? kept : kept[0]]]
}

function bodyOf(copies: Copies, element: string, usual: string, { id: _, ...body }: Body): Body {
  const type = typeof body.type === 'string' ? body.type : usual
  const keys = copies.relations(type)
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]): [string, unknown][] => {
      if (keys.includes(key)) return relation(copies, { element, type }, key, value)
      if (key !== PARTS || !isBody(value)) return [[key, value]]
      const parts = Object.entries(value).map(([name, inner]) => {
        const fresh = copies.names.get(name) ?? name
        return [fresh, bodyOf(copies, fresh, '', isBody(inner) ? inner : {})]
      })
      return [[key, Object.fromEntries(parts)]]
    }),
  )
}

/** Elements without those that others of them contain. */
export const outermost = (elements: Element[]): Element[] => {
  const names = new Set(elements.map((one) => one.name))
  return elements.filter((one) => !names.has(one.parent))
}

/** What was copied, as edits: relations lead to the other copies, or to what is there under that name; others are left out and told. */
export function pasted(file: string, copied: Element[], elements: Element[], relations: Copies['relations']): Pasted {
  const copies: Copies = { names: new Map(), known: new Set(elements.map((one) => one.name)), relations, left: [] }
  const holders = new Set(copies.known)
  const tops = outermost(copied)
  for (const { name, body } of tops) christen(copies, name, body)
  const names = tops.map((one) => copies.names.get(one.name) ?? one.name)
  const bodies = tops.map((one, at) => bodyOf(copies, names[at] ?? one.name, one.type, one.body))
  const edits = tops.map((one, at) => {
    const into = one.parent && holders.has(one.parent) ? one.parent : one.section
    return addElement(file, into, names[at] ?? one.name, bodies[at] ?? {})
  })
  return { edits, names, bodies, left: copies.left }
}
