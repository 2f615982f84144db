// What is chosen in the conflicts of a merge.
import type { Choice, Choices, Conflict, Trial } from './types'

export const withChoice = (choices: Choices, id: string, choice: Choice | undefined): Choices => {
  const { [id]: _, ...rest } = choices
  return choice === undefined ? rest : { ...rest, [id]: choice }
}

/** The same side for everything that has no choice yet. */
export const withRest = (choices: Choices, asked: Conflict[], side: 'ours' | 'theirs'): Choices => ({
  ...Object.fromEntries(asked.map(({ id }) => [id, side])),
  ...choices,
})

const things = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

/** What would come of a merge, in a sentence. */
export function toldOf({ outcome, asked, conflicts, errors, changes }: Trial, branch: string, here: string): string {
  const brings = things(changes.length, 'change')
  return {
    nothing: `Everything of ${branch} is on ${here} already.`,
    forward: `${branch} only goes on from ${here}: it is taken as it is, with ${brings}.`,
    merge: asked.length > 0 ? `Every conflict is settled; the merge makes ${brings} on ${here}.` : `Everything merges alone: ${brings} on ${here}.`,
    conflicts: `${things(conflicts.length, 'conflict')} of ${asked.length} ${conflicts.length === 1 ? 'has' : 'have'} to be settled.`,
    errors: `The merged model would have ${things(errors.length, 'error')} that ${here} has not.`,
  }[outcome]
}
