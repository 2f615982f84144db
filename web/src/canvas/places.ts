// What is known of the hosts that a drawing lies over, and of single elements.
import { beside, type Element, type Model } from '../model/document'
import { HOSTED_ON } from '../model/fits'
import { amounts, type Amounts } from '../model/quantities'
import type { Vocabulary } from '../model/vocabulary'

export interface Place {
  name: string
  tier: string
  site: string
  about: string
  /** What there is for components, where it is a host. */
  offered?: Amounts
}

export const tops = (model: Model, section: string) =>
  model.elements.filter((one) => one.section === section && one.parent === '')

/** The value of an attribute, or its default. */
export function valueOrDefault(words: Vocabulary, element: Element, name: string): unknown {
  return element.values[name] ?? words.types.get(element.type)?.attributes.find((one) => one.name === name)?.default
}

/** The file with the hosts of an application; empty where it names none. */
export const infrastructureOf = (file: string, { values }: Model): string =>
  typeof values.infrastructure === 'string' ? beside(file, values.infrastructure) : ''

/** The hosts of an infrastructure, as an application is drawn over them. */
export function placesOf(words: Vocabulary, infrastructure: Model | undefined): Place[] {
  if (!infrastructure) return []
  return tops(infrastructure, 'hosts').map((host) => {
    const told = ['cpu', 'memory', 'disk'].map((key) => `${key} ${String(valueOrDefault(words, host, key) ?? '–')}`)
    return {
      name: host.name,
      tier: String(valueOrDefault(words, host, 'tier') ?? ''),
      site: String(host.values.site ?? ''),
      about: `${host.type}: ${told.join(', ')}`,
      offered: amounts((key) => valueOrDefault(words, host, key)),
    }
  })
}

/** What stands for an element: its role, or the tier of a host. */
export function iconOf(words: Vocabulary, element: Element): string {
  const role = words.types.get(element.type)?.role
  return role || String(valueOrDefault(words, element, 'tier') ?? '')
}

export const hostOf = (element: Element) => element.edges.find((edge) => edge.kind === HOSTED_ON)?.target

/** Elements by tier and site, as the hosts of an application are. */
export const spreadOut = (words: Vocabulary, parts: Element[]): Place[] =>
  parts.map((one) => ({ name: one.name, tier: String(valueOrDefault(words, one, 'tier') ?? ''), site: String(one.values.site ?? ''), about: '' }))
