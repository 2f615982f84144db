// Which groups of hosts there are, and which of them are folded to a card.
import { grouped } from '../graph/order'
import type { Model } from '../model/document'
import type { Place } from './places'

/** Hosts of one tier and site. */
export interface Group {
  id: string
  tier: string
  site: string
  hosts: string[]
}

/** A drawing of more elements than this is folded at first. */
const LARGE = 150

export const hostId = (name: string) => `host:${name}`

/** Hosts by tier and site, in the order in which they stand. */
export function groupsOf(places: Place[]): Group[] {
  const groups = grouped(places, ({ tier, site }) => `site:${tier}/${site}`)
  return [...groups].map(([id, [first, ...more]]) => ({
    id, tier: first?.tier ?? '', site: first?.site ?? '', hosts: [first, ...more].flatMap((one) => one?.name ?? []),
  }))
}

/** What is folded: everything or nothing, but for what was turned. */
export interface Folds {
  all: boolean
  turned: ReadonlySet<string>
}

export const folds = (all: boolean): Folds => ({ all, turned: new Set() })

/** What is folded before somebody turned anything. */
export const foldsAtFirst = (model: Model): Folds => folds(model.elements.length > LARGE)

export const isFolded = ({ all, turned }: Folds, id: string): boolean => all !== turned.has(id)

/** Folds or unfolds some things. */
export function fold(before: Folds, ids: string[], to: boolean): Folds {
  const turned = new Set(before.turned)
  for (const id of ids) {
    if (to === before.all) turned.delete(id)
    else turned.add(id)
  }
  return { ...before, turned }
}

/** What has to be open for a host to be seen: its group, and itself. */
export function around(groups: Group[], host: string): string[] {
  const group = groups.find((one) => one.hosts.includes(host))
  return group ? [group.id, hostId(host)] : [hostId('')]
}
