// The part in which two texts differ.

export interface Splice {
  start: number
  removed: number
  added: string
}

const isLow = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00

/** What turns one text into another, never in the middle of a character of two units. */
export function differing(before: string, after: string): Splice {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  if (start > 0 && (isLow(before, start) || isLow(after, start))) start -= 1
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  if (end > 0 && (isLow(before, before.length - end) || isLow(after, after.length - end))) end -= 1
  return { start, removed: before.length - end - start, added: after.slice(start, after.length - end) }
}

/**
 * The same change where whole lines are put in, at the begin of a line: in a text that repeats itself, what is put in could stand
 * at several places, and a cursor in the line that is typed must stay there.
 */
export function byLines(before: string, splice: Splice): Splice {
  const { start, removed, added } = splice
  if (removed > 0) return splice
  const last = (slid: number) => added[added.length - 1 - slid]
  for (let slid = 0; slid < added.length; slid += 1) {
    const at = start - slid
    if (last(slid) === '\n' && (at === 0 || before[at - 1] === '\n')) {
      return { start: at, removed, added: added.slice(added.length - slid) + added.slice(0, added.length - slid) }
    }
    if (at === 0 || last(slid) !== before[at - 1]) break
  }
  return splice
}
