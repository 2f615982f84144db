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

/** Components of one host in rows: what sends stands above what receives. Cycles are cut. */
export function ranked(names: string[], connections: ConnectionSpec[]): string[] {
  const inside = connections.filter((one) => names.includes(one.source) && names.includes(one.target))
  const arcs = inside.map((one) =>
    one.flow === 'forward' ? [one.source, one.target] : [one.target, one.source],
  )
  const rank = new Map(names.map((name) => [name, 0]))
  for (let round = 1; round < names.length; round += 1) {
    for (const [from = '', to = ''] of arcs) {
      const next = (rank.get(from) ?? 0) + 1
      if (next > (rank.get(to) ?? 0) && next < names.length) rank.set(to, next)
    }
  }
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
