// What is typed into the form of a size, as the API wants it.
import type { ServiceBounds } from '../../shared/api/operate'

const MIB = 2 ** 20

export interface Typed {
  replicas: string
  cpu: string
  /** In MiB. */
  memory: string
  host: string
  reason: string
}

export const typedOf = ({ replicas, cpu, memory, host }: ServiceBounds): Typed => ({
  replicas: String(replicas.now),
  cpu: cpu.now > 0 ? String(cpu.now) : '',
  memory: memory.now > 0 ? String(Math.round(memory.now / MIB)) : '',
  host,
  reason: '',
})

/** What differs from what is, and why it is wanted; null where nothing does. */
export function wanted(typed: Typed, before: ServiceBounds): Record<string, number | string> | null {
  const old = typedOf(before)
  const changed = {
    ...(typed.replicas !== old.replicas && { replicas: Number(typed.replicas) }),
    ...(typed.cpu !== old.cpu && { cpu: Number(typed.cpu) }),
    ...(typed.memory !== old.memory && { memory: Math.round(Number(typed.memory) * MIB) }),
    ...(typed.host !== old.host && { host: typed.host }),
  }
  return Object.keys(changed).length > 0 ? { ...changed, reason: typed.reason } : null
}

/** `1 to 6`. */
export const between = ({ minimum, maximum }: ServiceBounds['replicas']) =>
  minimum === maximum ? `${minimum}, fixed by the model` : `${minimum} to ${maximum}`

/** Why what is typed cannot be; empty where it can. The API has the last word. */
export function objection(typed: Typed, { replicas, cpu, memory }: ServiceBounds): string {
  const count = Number(typed.replicas)
  if (!Number.isInteger(count) || count < replicas.minimum || count > replicas.maximum) return `replicas: ${between(replicas)}`
  if (typed.cpu !== '' && !(Number(typed.cpu) > 0)) return 'cores: a number above 0'
  if (cpu.most !== null && Number(typed.cpu) > cpu.most) return `cores: at most ${cpu.most}`
  if (typed.memory !== '' && !(Number(typed.memory) > 0)) return 'memory: a number above 0'
  if (memory.most !== null && Number(typed.memory) * MIB > memory.most) return `memory: at most ${Math.floor(memory.most / MIB)} MiB`
  return ''
}
