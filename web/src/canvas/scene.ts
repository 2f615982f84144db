// From a document to boxes and wires: an application over its hosts, everything else, parts of elements too, in columns.
import { layered } from '../graph/layered'
import { arrange } from '../graph/layout'
import { grouped } from '../graph/order'
import { apart, pinned } from '../graph/pinned'
import { BLOCK, HOST } from '../graph/sizes'
import type { Box, HostSpec, Named, Wire } from '../graph/types'
import { route } from '../graph/wires'
import type { Element, Model } from '../model/document'
import { joints } from '../model/fits'
import { partsOf } from '../model/parts'
import type { Vocabulary } from '../model/vocabulary'
import { groupsOf, hostId, isFolded, type Folds } from './folding'
import { bundled, jointLinks, linksOf, type Link } from './links'
import { hostOf, spreadOut, tops, type Place } from './places'

export interface Scene {
  bands: Named[]
  hosts: Named[]
  blocks: Named[]
  /** What stands for folded groups and hosts. */
  cards: Card[]
  /** Host by block, where it stands in one. */
  homes: ReadonlyMap<string, string>
  links: Link[]
}

/** A box that stands for what is folded. */
export interface Card extends Named {
  title: string
  tier: string
  /** How many hosts it stands for. */
  hosts: number
  /** The elements of the document that it stands for. */
  inside: string[]
}

export type Spots = ReadonlyMap<string, { x: number; y: number }>

/** What a drawing follows from beside its document. */
export interface Setting {
  /** The element whose parts are drawn; empty for what stands at the top of the document. */
  inside: string
  places: Place[]
  /** Host by component where the platform chose it. */
  chosen: Record<string, string>
  folds: Folds
  /** Where people put blocks. */
  pins: Spots
}

const below = (boxes: Box[]) => Math.max(0, ...boxes.map((box) => box.y + box.height))

/** How far a scene reaches to the right and down. */
export function extentOf({ bands, blocks, cards }: Scene): string {
  const boxes = [...bands, ...blocks, ...cards]
  return `${Math.max(0, ...boxes.map((box) => box.x + box.width))} ${below(boxes)}`
}

const IN_A_ROW = 12

/** Rows of boxes under everything else. */
function rows(names: string[], top: number): Named[] {
  return names.map((name, index) => ({
    name,
    x: HOST.pad + (index % IN_A_ROW) * (BLOCK.width + HOST.gapX),
    y: top + HOST.gapY + Math.floor(index / IN_A_ROW) * (BLOCK.height + HOST.gapY),
    ...BLOCK,
  }))
}

const titleOf = ({ tier, site }: { tier: string; site: string }) => site || TITLES[tier] || tier || 'Other'
const TITLES: Record<string, string> = { edge: 'Edge', fog: 'Fog', cloud: 'Cloud' }

/** The hosts of an application as they are drawn: some of them stand behind a card. */
function fronts({ places, folds }: Setting): { specs: HostSpec[]; behind: Map<string, string>; titles: Map<string, { title: string; hosts: number }> } {
  const groups = groupsOf(places)
  const behind = new Map<string, string>()
  const titles = new Map<string, { title: string; hosts: number }>()
  const specs = groups.flatMap((group): HostSpec[] => {
    const { id, tier, hosts } = group
    if (groups.length > 1 && isFolded(folds, id)) {
      for (const host of hosts) behind.set(host, id)
      titles.set(id, { title: titleOf(group), hosts: hosts.length })
      return [{ name: id, tier, folded: true }]
    }
    return hosts.map((host) => {
      const card = hostId(host)
      if (!isFolded(folds, card)) return { name: host, tier }
      behind.set(host, card)
      titles.set(card, { title: host, hosts: 1 })
      return { name: card, tier, folded: true }
    })
  })
  if (isFolded(folds, hostId(''))) titles.set(hostId(''), { title: 'Not placed', hosts: 0 })
  return { specs, behind, titles }
}

function application(words: Vocabulary, model: Model, setting: Setting): Scene {
  const parts = tops(model, 'components')
  const links = linksOf(words, model, new Set(model.elements.map((one) => one.name)))
  const known = new Set(setting.places.map((place) => place.name))
  const homeOf = (one: Element) => hostOf(one) ?? setting.chosen[one.name] ?? ''
  const { specs, behind, titles } = fronts(setting)
  const nowhere = titles.has(hostId('')) ? hostId('') : ''
  const homes = new Map(parts.map((one) => [one.name, known.has(homeOf(one)) ? (behind.get(homeOf(one)) ?? homeOf(one)) : nowhere]))
  const all = nowhere && [...homes.values()].includes(nowhere) ? [...specs, { name: nowhere, tier: '', folded: true }] : specs
  const drawn = arrange(all, parts.map(({ name }) => ({ name, host: homes.get(name) ?? '' })), links)
  const inside = grouped(parts.map((one) => one.name), (name) => homes.get(name) ?? '')
  const cards = drawn.hosts.flatMap((box) => {
    const told = titles.get(box.name)
    const tier = all.find((one) => one.name === box.name)?.tier ?? ''
    return told ? [{ ...box, ...told, tier, inside: inside.get(box.name) ?? [] }] : []
  })
  const shown = new Set(cards.map((card) => card.name))
  const put = pinned(drawn.hosts.filter((box) => !shown.has(box.name)), drawn.components, homes, setting.pins)
  const others = model.elements.filter((one) => one.parent === '' && one.section !== 'components').map((one) => one.name)
  const under = rows(others, below([...drawn.bands, ...put.hosts])).map((box) => ({ ...box, ...setting.pins.get(box.name) }))
  const cardOf = (name: string) => (shown.has(homes.get(name) ?? '') ? homes.get(name) : undefined)
  return { bands: drawn.bands, hosts: put.hosts, blocks: [...put.blocks, ...under], cards, homes, links: bundled(links, cardOf) }
}

const TIERS = ['edge', 'fog', 'cloud']

function columns(words: Vocabulary, model: Model, { inside, folds, pins }: Setting): Scene {
  const joined = joints(words, model.kind).map((joint) => joint.section)
  const parts = partsOf(model, inside).filter((one) => inside !== '' || !joined.includes(one.section))
  const overSites = model.kind === 'Infrastructure' && inside === ''
  const groups = overSites ? groupsOf(spreadOut(words, parts)) : []
  const folded = groups.length > 1 ? groups.filter((group) => isFolded(folds, group.id)) : []
  const cardOf = new Map(folded.flatMap((group) => group.hosts.map((name) => [name, group.id] as const)))
  const names = [...new Set(parts.map((one) => cardOf.get(one.name) ?? one.name))]
  const all = [...linksOf(words, model, new Set(parts.map((one) => one.name))), ...(inside === '' ? jointLinks(words, model) : [])]
  const links = bundled(all, (name) => cardOf.get(name))
  const arcs = links.map(({ source, target }) => [source, target] as [string, string])
  const rank = new Map(groups.flatMap((group) => [group.id, ...group.hosts].map((name) => [name, TIERS.indexOf(group.tier)] as const)))
  const ranks = overSites ? new Map(names.map((name) => [name, rank.get(name) ?? -1])) : undefined
  const boxes = layered(names, arcs, ranks)
  const cards = boxes.flatMap((box) => {
    const group = folded.find((one) => one.id === box.name)
    return group ? [{ ...box, title: titleOf(group), tier: group.tier, hosts: group.hosts.length, inside: group.hosts }] : []
  })
  const blocks = boxes.filter((box) => !box.name.startsWith('site:'))
  return { bands: [], hosts: [], blocks: apart(blocks, pins), cards, homes: new Map(), links }
}

export function sceneOf(words: Vocabulary, model: Model, setting: Setting): Scene {
  return model.kind === 'Application' && setting.inside === '' ? application(words, model, setting) : columns(words, model, setting)
}


/** Nodes where they were moved to; those that were not are the same objects, and so are the data of all. */
export function movedTo<N extends { id: string; position: { x: number; y: number } }>(nodes: N[], moved: Spots): N[] {
  return nodes.map((node) => {
    const position = moved.get(node.id)
    return position ? { ...node, position } : node
  })
}

/** The wires of a scene while some of its blocks stand elsewhere. */
export function wiresOf(scene: Scene, moved: Spots): (Link & Wire)[] {
  const boxes = [...scene.blocks, ...scene.cards].map((box) => ({ ...box, ...moved.get(box.name) }))
  return route(boxes, scene.hosts, scene.links)
}

/** The blocks that go with a node when it is dragged: what stands in a host. */
export function homesOf({ blocks, homes }: Scene): (id: string) => string[] {
  const inside = grouped(blocks.map((box) => box.name), (name) => hostId(homes.get(name) ?? ''))
  return (id) => inside.get(id) ?? []
}
