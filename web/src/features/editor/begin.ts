// What is new: put into the document at once, or after more was said of it.
import { blank, bodyOf, isReady, type Blank } from '../../model/blank'
import { HOSTED_ON } from '../../model/fits'
import { freshName, nameFrom } from '../../model/names'
import type { ElementType } from '../../model/vocabulary'
import { begunCode, codeOf } from './codeFiles'
import type { Desk } from './desk'
import { addElement } from './edits'

/** The place of a new element: its section, and the element that will contain it. */
export interface Spot {
  section: string
  parent?: string
  /** The host that it is to run on. */
  host?: string
  /** What it is joined to, by kind of relation. */
  targets?: Record<string, string[]>
}

const sectionOf = (desk: Desk, name: string) =>
  desk.words.documents[desk.model.kind]?.sections.find((one) => one.name === name)

/** Writes a new element down and selects it; gives why it was refused, empty where it was not. */
export async function add(desk: Desk, made: Blank): Promise<string> {
  const fallback = made.parent ? '' : (sectionOf(desk, made.section)?.default ?? '')
  const edit = addElement(desk.file, made.parent || made.section, made.name, bodyOf(made, fallback))
  const code = begunCode(codeOf(made.type, made.values, desk.file), desk.session.get().texts)
  const without = await desk.attempt([edit])
  const why = without && code.length > 0 && !(await desk.attempt([...code, edit])) ? '' : without
  if (!why) desk.select(made.name)
  return why
}

/** Begins a new element: at once where nothing more has to be said of it, else with a form. */
export function begin(desk: Desk, type: ElementType, { section, parent = '', host = '', targets = {} }: Spot) {
  const name = freshName(nameFrom(type.name), new Set(desk.model.elements.map((one) => one.name)))
  const guess = blank(desk.words, type, { section, parent, name }, desk.model.elements)
  const made = { ...guess, targets: { ...guess.targets, ...targets, ...(host ? { [HOSTED_ON]: [host] } : {}) } }
  if (isReady(type)) void add(desk, made).then(desk.say)
  else desk.setFresh(made)
}
