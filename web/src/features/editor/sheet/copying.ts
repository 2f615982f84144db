// Elements that were copied, as they go into a document: under names that are free there.
import type { Element } from '../../../model/document'
import { HOSTED_ON } from '../../../model/fits'
import { freshName } from '../../../model/names'
import type { Edit } from '../../../shared/api/types'
import { addElement } from '../edits'

type Body = Record<string, unknown>
const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

const PARTS = 'contains'

/** Where relations of copies may lead: to other copies under their new names, and to what is there. */
interface Copies {
  names: Map<string, string>
  known: Set<string>
  /** The keys that relations of a type are written under. */
  relations: (type: string) => string[]
}

/** Gives names to an element and to what it contains. */
function christen(copies: Copies, name: string, body: Body) {
  const fresh = freshName(name, copies.known)
  copies.known.add(fresh)
  copies.names.set(name, fresh)
  if (isBody(body[PARTS])) for (const [part, inner] of Object.entries(body[PARTS])) christen(copies, part, isBody(inner) ? inner : {})
}

function aimed(copies: Copies, target: unknown): unknown[] {
  const name = isBody(target) && 'to' in target ? String(target.to) : String(target)
  const now = copies.names.get(name) ?? (copies.known.has(name) ? name : null)
  if (now === null) return []
  return [isBody(target) ? { ...target, to: now } : now]
}

function relation(copies: Copies, key: string, written: unknown): [string, unknown][] {
  if (key === HOSTED_ON) return [[key, written]]
  const left = (Array.isArray(written) ? written : [written]).flatMap((one: unknown) => aimed(copies, one))
  if (left.length === 0) return []
  return [[key, Array.isArray(written) ? left : left[0]]]
}

function bodyOf(copies: Copies, type: string, { id: _, ...body }: Body): Body {
  const keys = copies.relations(typeof body.type === 'string' ? body.type : type)
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]): [string, unknown][] => {
      if (keys.includes(key)) return relation(copies, key, value)
      if (key !== PARTS || !isBody(value)) return [[key, value]]
      const parts = Object.entries(value).map(([name, inner]) => [copies.names.get(name) ?? name, bodyOf(copies, '', isBody(inner) ? inner : {})])
      return [[key, Object.fromEntries(parts)]]
    }),
  )
}

/** Elements without those that others of them contain. */
export const outermost = (elements: Element[]): Element[] => {
  const names = new Set(elements.map((one) => one.name))
  return elements.filter((one) => !names.has(one.parent))
}

/** What was copied, as edits: relations lead to the other copies, or to what is there under that name. */
export function pasted(file: string, copied: Element[], elements: Element[], relations: Copies['relations']): { edits: Edit[]; names: string[] } {
  const copies: Copies = { names: new Map(), known: new Set(elements.map((one) => one.name)), relations }
  const holders = new Set(copies.known)
  const tops = outermost(copied)
  for (const { name, body } of tops) christen(copies, name, body)
  const made = tops.map((one) => {
    const into = one.parent && holders.has(one.parent) ? one.parent : one.section
    return addElement(file, into, copies.names.get(one.name) ?? one.name, bodyOf(copies, one.type, one.body))
  })
  return { edits: made, names: tops.map((one) => copies.names.get(one.name) ?? one.name) }
}
