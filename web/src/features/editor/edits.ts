// What is done in the editor, as edits of docs/reference/edits.md.
import type { Edge, Element } from '../../model/document'
import type { Wiring } from '../../model/fits'
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

export const renameValue = (file: string, element: string, attribute: string, key: string): Edit => ({
  edit: 'RenameValue', file, element, attribute, key,
})

export const removeElement = (file: string, element: string): Edit => ({ edit: 'RemoveElement', file, element })

/** Puts an element into another one, or into a section. */
export const moveElement = (file: string, element: string, into: string): Edit => ({ edit: 'MoveElement', file, element, into, before: '' })

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
