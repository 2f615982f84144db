// What is written in fields and told of people, without React.

const EVERY = '*'

/** The patterns of a field; none of them stand for every branch. */
export const patternsOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .filter((pattern, index, all) => all.indexOf(pattern) === index)

export const branchesText = (branches: string[]): string =>
  branches.length === 1 && branches[0] === EVERY ? '' : branches.join(', ')

export const branchesTold = (branches: string[]): string => branchesText(branches) || 'every branch'

/** The link of an invitation; what is behind # is sent to no server. */
export const invitationLink = (origin: string, secret: string): string => `${origin}/invitation#${secret}`

export const secretOf = (hash: string): string => hash.replace(/^#/, '')

/** Why two passwords cannot be taken, before the server is asked; empty where they can. */
export function mismatch(first: string, again: string): string {
  if (first.length > 0 && first.length < 12) return 'At least 12 characters; several words are easy to remember.'
  return again.length > 0 && first !== again ? 'The two are not the same.' : ''
}
