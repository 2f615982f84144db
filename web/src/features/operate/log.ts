// What is kept of a log that goes on: the newest lines, and no more.

export const KEPT = 2000

export interface Line {
  /** Grows by one with each line, so that what is drawn stays drawn. */
  number: number
  text: string
}

/** With lines that came; anew where they are the first ones. Old ones are let go. */
export function withLines(before: Line[], lines: string[], first: boolean, kept = KEPT): Line[] {
  const start = first ? 0 : (before.at(-1)?.number ?? -1) + 1
  const added = lines.map((text, index) => ({ number: start + index, text }))
  return [...(first ? [] : before), ...added].slice(-kept)
}

/** The parts of a line: those that were searched for, and those between. */
export function marked(text: string, search: string): { text: string; hit: boolean }[] {
  if (search === '') return [{ text, hit: false }]
  const parts: { text: string; hit: boolean }[] = []
  const lower = text.toLowerCase()
  const wanted = search.toLowerCase()
  let at = 0
  for (let found = lower.indexOf(wanted); found >= 0; found = lower.indexOf(wanted, at)) {
    if (found > at) parts.push({ text: text.slice(at, found), hit: false })
    parts.push({ text: text.slice(found, found + wanted.length), hit: true })
    at = found + wanted.length
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), hit: false })
  return parts
}
