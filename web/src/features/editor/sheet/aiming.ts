// Connecting by keys: what fits is gone through, and taken.
import { within } from '../../../model/parts'
import type { Desk } from '../desk'
import { fitting, join } from '../wiring'
import { aimedAt, type Aim } from './picking'

function look(desk: Desk, aim: Aim) {
  desk.aim.set(aim)
  desk.say(`Connect ${aim.from} to ${aimedAt(aim)} (${aim.at + 1} of ${aim.targets.length}). Arrow keys choose another, Enter connects, Escape leaves it.`)
}

/** Begins to connect what is looked at closely. */
export function aim(desk: Desk) {
  const from = desk.selected
  if (from === null) return
  const targets = within(desk.model, desk.inside).map((one) => one.name).filter((name) => name !== from && fitting(desk, from, name))
  if (targets.length === 0) desk.say(`Nothing here fits ${from}.`)
  else look(desk, { from, targets, at: 0 })
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, Tab: 1, ArrowLeft: -1, ArrowUp: -1, 'shift Tab': -1 }

/** Does what a key means while something is being connected; tells whether it means anything. */
export function aimKey(desk: Desk, key: string): boolean {
  const now = desk.aim.get()
  if (now === null) return false
  const step = STEPS[key]
  if (step !== undefined) look(desk, { ...now, at: (now.at + step + now.targets.length) % now.targets.length })
  else if (key === 'Enter' || key === 'Escape') {
    const target = aimedAt(now)
    desk.aim.set(null)
    desk.say('')
    if (key === 'Enter' && target !== null) join(desk, now.from, target)
  }
  return true
}
