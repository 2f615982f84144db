// What is open: the element whose parts are drawn, and the ways into it and out of it.
import type { Element } from '../../model/document'
import { mayContain } from '../../model/fits'
import { mayHold } from '../../model/parts'
import { shelves, shelvesInside, type Shelf } from '../../model/vocabulary'
import { elementOf, type Desk } from './desk'

/** Draws the parts of an element, or says why it has none. */
export function enter(desk: Desk, name: string) {
  const type = elementOf(desk, name)?.type ?? ''
  if (mayHold(desk.words.types.get(type))) desk.open(name)
  else desk.say(`${type} contains nothing that could be drawn.`)
}

/** Goes out of what is open, to where it is drawn itself. */
export const leave = (desk: Desk) => desk.select(desk.inside || null)

/** Whose form is shown: what is looked at closely, else what is open. */
export const lookedAt = (desk: Desk): Element | undefined => elementOf(desk, desk.selected) ?? elementOf(desk, desk.inside)

/** The element that elements of a type are put into while its parts are drawn; empty where it may not contain them. */
export function holderOf(desk: Desk, type: string): string {
  const [holder, known] = [elementOf(desk, desk.inside), desk.words.types.get(type)]
  return holder && known && mayContain(desk.words.types.get(holder.type), known) ? holder.name : ''
}

/** What there is to put into what is drawn. */
export function shelvesHere({ words, model, inside }: Pick<Desk, 'words' | 'model' | 'inside'>): Shelf[] {
  const holder = model.elements.find((one) => one.name === inside)
  const type = words.types.get(holder?.type ?? '')
  return holder && type ? shelvesInside(words, type, holder.section) : shelves(words, model.kind)
}
