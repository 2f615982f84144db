// How somebody who is here is shown.

// The others are those of errors and of plots with many lines.
const COLOURS = 8

/** One of the colours of plots, the same for the same person everywhere. */
export function colourOf(name: string): string {
  const sum = [...name].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9973, 7)
  return `var(--plot-${sum % COLOURS})`
}

/** At most two letters of a name. */
export function initials(name: string): string {
  const [first = '?', ...rest] = name.trim().split(/\s+/)
  const last = rest.at(-1) ?? ''
  return ((first[0] ?? '?') + (last[0] ?? '')).toUpperCase()
}
