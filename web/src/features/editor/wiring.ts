// Wires drawn by hand: what they mean, and why they mean nothing.
import { joints, wirings, type Wiring } from '../../model/fits'
import { isA } from '../../model/vocabulary'
import { begin } from './begin'
import { elementOf, type Desk } from './desk'
import { connect } from './edits'

interface Meaning {
  /** A relation that one of the two declares. */
  wiring?: Wiring
  /** An element that joins the two. */
  joint?: ReturnType<typeof joints>[number]
  why: string
}

/** What a wire between two elements of the document would be. */
export function meaning(desk: Desk, from: string, to: string): Meaning {
  const [source, target] = [elementOf(desk, from), elementOf(desk, to)]
  if (!source || !target || from === to) return { why: 'An element is not joined to itself.' }
  const { fitting, why } = wirings(desk.words, desk.model.kind, source, target, desk.model.elements)
  if (fitting[0]) return { wiring: fitting[0], why: '' }
  const joint = joints(desk.words, desk.model.kind).find(({ relation }) =>
    [source, target].every((end) => relation.targets.some(({ type }) => isA(desk.words.types.get(end.type), type))),
  )
  return joint ? { joint, why: '' } : { why }
}

export const fitting = (desk: Desk, from: string, to: string) => {
  const { wiring, joint } = meaning(desk, from, to)
  return wiring !== undefined || joint !== undefined
}

/** Does what a wire between two elements means, or says why it means nothing. */
export function join(desk: Desk, from: string, to: string) {
  const { wiring, joint, why } = meaning(desk, from, to)
  if (wiring) void desk.act([connect(desk.file, wiring)])
  else if (joint) begin(desk, joint.type, { section: joint.section, targets: { [joint.relation.kind]: [from, to] } })
  else desk.say(`Refused: ${why}`)
}
