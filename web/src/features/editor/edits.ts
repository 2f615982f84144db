// What is done in the editor, as edits of docs/reference/edits.md.
import { freshName } from '../../model/names'
import type { Edge, Element } from '../../model/document'
import { HOSTED_ON, type Wiring } from '../../model/fits'
import { inline } from '../../model/yaml'
import type { Edit } from '../../shared/api/types'

export const setValue = (file: string, element: string, attribute: string, value: unknown): Edit => ({
  edit: 'SetValue', file, element, attribute, value: inline(value),
})

export const unsetValue = (file: string, element: string, attribute: string): Edit => ({
  edit: 'UnsetValue', file, element, attribute,
})

export const addElement = (file: string, into: string, name: string, body: Record<string, unknown>): Edit => ({
  edit: 'AddElement', file, into, name, body: inline(body), before: '',
})

export const removeElement = (file: string, element: string): Edit => ({ edit: 'RemoveElement', file, element })

export const renameElement = (file: string, element: string, name: string): Edit => ({
  edit: 'RenameElement', file, element, name,
})

export const connect = (file: string, { element, relation, target }: Wiring, attributes: Record<string, unknown> = {}): Edit => ({
  edit: 'Connect', file, element, relation, target, attributes: Object.keys(attributes).length > 0 ? inline(attributes) : '',
})

export const disconnect = (file: string, { element, relation, target }: Wiring): Edit => ({
  edit: 'Disconnect', file, element, relation, target,
})

/** Gives a relation to one element another target, or its first, or none where `to` is empty. */
export function redirect(file: string, element: Element, relation: string, to: string): Edit[] {
  const now = element.edges.find((edge) => edge.kind === relation)?.target ?? ''
  const wiring = { element: element.name, relation, target: now }
  if (now === to) return []
  if (to === '') return [disconnect(file, wiring)]
  if (now === '') return [connect(file, { ...wiring, target: to })]
  return [{ edit: 'Redirect', file, ...wiring, to }]
}

/** Lets an edge lead to another element; its attributes stay. */
export const aim = (file: string, element: string, { kind, target }: Edge, to: string): Edit => ({
  edit: 'Redirect', file, element, relation: kind, target, to,
})

/** Gives an edge other attributes: it is taken away and drawn again. */
export function reshape(file: string, element: string, edge: Edge, attributes: Record<string, unknown>): Edit[] {
  const wiring = { element, relation: edge.kind, target: edge.target }
  return [disconnect(file, wiring), connect(file, wiring, attributes)]
}

/** What was copied, as it goes into a document: under a name that is free, without relations to what is not there. */
export function pasted(file: string, copied: Element, elements: Element[], relationKeys: string[]): { edit: Edit; name: string } {
  const known = new Set(elements.map((one) => one.name))
  const name = freshName(copied.name, known)
  const { id: _, ...body } = copied.body
  for (const key of relationKeys) if (key !== HOSTED_ON && key in body) keep(body, key, known)
  return { edit: addElement(file, copied.parent && known.has(copied.parent) ? copied.parent : copied.section, name, body), name }
}

const targetOf = (one: unknown): string =>
  typeof one === 'object' && one !== null && 'to' in one ? String(one.to) : String(one)

function keep(body: Record<string, unknown>, key: string, known: ReadonlySet<string>) {
  const written: unknown = body[key]
  const left = (Array.isArray(written) ? written : [written]).filter((one) => known.has(targetOf(one)))
  if (left.length === 0) delete body[key]
  else body[key] = Array.isArray(written) ? left : left[0]
}
