// Orders that keep wires short: tiers from the edge inwards, hosts by their neighbours, components by flow.
import type { ComponentSpec, ConnectionSpec, HostSpec } from './types'

const TIERS = ['edge', 'fog', 'cloud']
export const NOWHERE: HostSpec = { name: '', tier: '' }

const place = (tier: string) => {
  const found = TIERS.indexOf(tier)
  return found < 0 ? TIERS.length : found
}

/** Hosts by tier; components without a known host get one nameless host in a tier of its own. */
export function tiers(hosts: HostSpec[], components: ComponentSpec[]): HostSpec[][] {
  const known = new Set(hosts.map((host) => host.name))
  const homeless = components.some((component) => !known.has(component.host))
  const all = homeless ? [...hosts, NOWHERE] : hosts
  const names = [...new Set(all.map((host) => host.tier))].sort((a, b) => place(a) - place(b))
  return names.map((tier) => all.filter((host) => host.tier === tier))
}

/** What has one key in common, by that key, in the order in which it came. */
export function grouped<One, Key>(all: Iterable<One>, keyOf: (one: One) => Key): Map<Key, One[]> {
  const groups = new Map<Key, One[]>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return groups
}

/** The length of the longest way to each name. Cycles are cut. */
export function lengths(names: string[], arcs: [string, string][]): Map<string, number> {
  const rank = new Map(names.map((name) => [name, 0]))
  for (let round = 1; round < names.length; round += 1) {
    let changed = false
    for (const [from, to] of arcs) {
      const next = (rank.get(from) ?? 0) + 1
      if (next > (rank.get(to) ?? 0) && next < names.length) {
        rank.set(to, next)
        changed = true
      }
    }
    if (!changed) break
  }
  return rank
}

/** Components of one host with the connections between them: what sends stands above what receives. */
export function ranked(names: string[], connections: ConnectionSpec[]): string[] {
  const rank = lengths(
    names,
    connections.map(({ source, target, flow }) => (flow === 'forward' ? [source, target] : [target, source])),
  )
  return [...names].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
}

/** Hosts of a column by the mean position of what they are wired to in the column before. */
export function near(hosts: HostSpec[], before: HostSpec[], wired: (a: string, b: string) => boolean): HostSpec[] {
  const middle = (host: HostSpec) => {
    const rows = before.flatMap((other, row) => (wired(host.name, other.name) ? [row] : []))
    return rows.length === 0 ? Infinity : rows.reduce((sum, row) => sum + row, 0) / rows.length
  }
  const at = new Map(hosts.map((host) => [host.name, middle(host)]))
  const place = (host: HostSpec) => at.get(host.name) ?? Infinity
  return [...hosts].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
}
