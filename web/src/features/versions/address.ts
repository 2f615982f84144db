// Addresses of the pages of versions: what is looked at stands in them, so that they can be sent to others.
import { go } from '../../shared/router'

export const shortId = (id: string) => id.slice(0, 7)

/** The value of a parameter; empty where there is none. */
export const parameter = (query: string, name: string) => new URLSearchParams(query).get(name) ?? ''

function address(page: string, parameters: Record<string, string>): string {
  const told = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''))
  return `/versions${page}${told.size > 0 ? `?${told.toString()}` : ''}`
}

export const historyAt = (commit = '') => address('', { commit })
export const stateAt = (at: string) => address('/state', { at })
/** Two states beside each other; without `to`, up to what is here. */
export const comparing = (from: string, to = '') => address('/compare', { from, to })
export const merging = (branch = '') => address('/merge', { branch })

/** Changes parameters of this address. */
export function setParameters(changes: Record<string, string>) {
  const told = new URLSearchParams(window.location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') told.delete(name)
    else told.set(name, value)
  }
  go(window.location.pathname + (told.size > 0 ? `?${told.toString()}` : ''), true)
}
