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
