// Names for what is new.

const LONGEST = 63

/** A type's name as an element may be called: `NatsBroker` as `nats-broker`. */
export function nameFrom(type: string): string {
  const dashed = type.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
  const clean = dashed.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^[^a-z]+|-+$/g, '')
  return clean.slice(0, LONGEST) || 'element'
}

/** `wanted`, or with a number after it where that is taken. */
export function freshName(wanted: string, taken: ReadonlySet<string>): string {
  const base = wanted.replace(/-\d+$/, '').slice(0, LONGEST - 4)
  if (!taken.has(wanted)) return wanted
  let number = 2
  while (taken.has(`${base}-${number}`)) number += 1
  return `${base}-${number}`
}
