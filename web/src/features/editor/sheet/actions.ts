// What is done with all that is chosen, each as one step.
import type { Element } from '../../../model/document'
import { partsOf, within } from '../../../model/parts'
import type { Edit } from '../../../shared/api/types'
import { elementOf, type Desk } from '../desk'
import { holderOf } from '../inside'
import { removeElement } from '../edits'
import { outermost, pasted } from './copying'
import { completed, lackingOf, leftOut, refusal } from './lacking'
import { placed, tidied, unplaced } from './layout'
import type { Spots } from '../../../canvas/scene'

/** All that is chosen. */
export const chosen = (desk: Desk): Element[] => [...desk.picks.get()].flatMap((name) => elementOf(desk, name) ?? [])

/** What elements are called in a message. */
export const named = (elements: Element[]) => (elements.length === 1 ? elements[0]?.name : `${elements.length} elements`)

/** Puts elements into the document, or into what is open, under names that are free, and chooses them; tells which relations lead to nothing there. */
export function insert(desk: Desk, given: Element[]) {
  const elements = given.map((one) => (one.parent ? one : { ...one, parent: holderOf(desk, one.type) }))
  const relations = (type: string) => (desk.words.types.get(type)?.relations ?? []).flatMap((one) => one.spellings)
  const paste = pasted(desk.file, elements, desk.model.elements, relations)
  if (paste.edits.length === 0) return
  const lacking = lackingOf(desk.words, paste.left)
  const made = lacking.length > 0 ? completed(desk, outermost(elements), paste, lacking) : null
  if (made !== null) desk.setFresh(made)
  if (lacking.length > 0) desk.say(made === null ? refusal(lacking) : leftOut(paste.left))
  else void desk.act(paste.edits).then((done) => {
    if (!done) return
    desk.pick(paste.names)
    desk.say(leftOut(paste.left))
  })
}

export const duplicate = (desk: Desk) => insert(desk, chosen(desk))

export function remove(desk: Desk) {
  const names = outermost(chosen(desk)).map((one) => one.name)
  if (names.length > 0) void desk.act(removal(desk, names))
}

/** The edits after which some elements, and all that they contain, are not there. */
export function removal({ file, layout, model }: Desk, names: string[]): Edit[] {
  const gone = names.flatMap((name) => [name, ...within(model, name).map((one) => one.name)])
  return [...names.map((name) => removeElement(file, name)), ...unplaced(layout, gone)]
}

const drawn = ({ model, inside }: Desk) => partsOf(model, inside).map((one) => one.name)

export const chooseAll = (desk: Desk) => desk.pick(drawn(desk))

export const invert = (desk: Desk) => desk.pick(drawn(desk).filter((name) => !desk.picks.get().has(name)))

/** Gives elements places in the drawing; tells once that is done. */
export function put(desk: Desk, spots: Spots): Promise<boolean> {
  const { layout, file, model, session } = desk
  const edits = placed(layout, { file, name: model.name }, session.get().texts, spots)
  return edits.length > 0 ? desk.act(edits) : Promise.resolve(true)
}

/** Lets what is drawn be arranged by itself again. */
export function tidy(desk: Desk) {
  const here = new Set(drawn(desk))
  const edits = tidied(desk.layout, desk.model.elements.flatMap(({ name }) => (here.has(name) ? [] : [name])))
  if (edits.length > 0) void desk.act(edits)
}
