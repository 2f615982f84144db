// Which component is looked at closely: kept in the address, so that it can be shared.
import { createContext } from 'react'
import { go, useQuery } from '../../shared/router'

export const useSelected = (): string | null => new URLSearchParams(useQuery()).get('component')

export function select(name: string | null) {
  const query = name === null ? '' : `?component=${encodeURIComponent(name)}`
  go(window.location.pathname + query, true)
}

export const Selected = createContext<string | null>(null)
export const blockId = (name: string) => `block-${name}`
