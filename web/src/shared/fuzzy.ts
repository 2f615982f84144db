// Search that forgives what is left out.

const isStart = (text: string, at: number) => at === 0 || /[^a-z0-9]/i.test(text[at - 1] ?? '') || (/[A-Z]/.test(text[at] ?? '') && /[a-z]/.test(text[at - 1] ?? ''))

/** How well one word fits, from where it is looked for; null where its letters do not come in order. */
function worth(word: string, text: string): number | null {
  const lower = text.toLowerCase()
  const whole = lower.indexOf(word)
  if (whole >= 0) return 100 + word.length + (isStart(text, whole) ? 50 : 0) - whole / 100
  let [total, at] = [0, -1]
  for (const letter of word) {
    const next = lower.indexOf(letter, at + 1)
    if (next < 0) return null
    total += (isStart(text, next) ? 8 : 1) - Math.min(5, next - at - 1) / 10
    at = next
  }
  return total
}

/** How well a text fits what is looked for; null where one of its words does not fit at all. */
export function fits(wanted: string, text: string): number | null {
  let total = 0
  for (const word of wanted.toLowerCase().split(/\s+/).filter(Boolean)) {
    const found = worth(word, text)
    if (found === null) return null
    total += found
  }
  return total - text.length / 1000
}

/** Those that fit, the best first; those that fit alike stay in their order. */
export function searched<Item>(items: Item[], wanted: string, textOf: (item: Item) => string, most: number): Item[] {
  const found = items.flatMap((item) => {
    const value = fits(wanted, textOf(item))
    return value === null ? [] : [{ item, value }]
  })
  return (wanted.trim() ? found.sort((a, b) => b.value - a.value) : found).slice(0, most).map(({ item }) => item)
}

/** Those that what is looked for is a part of, the best first: one that is just that before all others. */
export function containing<Item>(items: Item[], wanted: string, textOf: (item: Item) => string, most: number): Item[] {
  const part = wanted.trim().toLowerCase()
  return searched(
    items.filter((item) => textOf(item).toLowerCase().includes(part)),
    part,
    textOf,
    most,
  )
}
