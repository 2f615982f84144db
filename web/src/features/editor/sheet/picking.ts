// Which elements are chosen: one that is looked at closely, which the address tells, and others with it.
import { useCallback, useEffect, useState } from 'react'
import { go, useQuery } from '../../../shared/router'
import { Value } from '../../../shared/value'

export type Picks = Value<ReadonlySet<string>>

const PARAMETER = 'element'

const chosenName = (query: string) => new URLSearchParams(query).get(PARAMETER)

function selectName(name: string | null) {
  const query = name === null ? '' : `?${PARAMETER}=${encodeURIComponent(name)}`
  if (window.location.search !== query) go(window.location.pathname + query, true)
}

const only = (name: string | null): ReadonlySet<string> => new Set(name === null ? [] : [name])

/** What is chosen, and how something else is; `clear` is called when it is. */
export function usePicks(clear: (nothing: null) => void) {
  const selected = chosenName(useQuery())
  const [picks] = useState<Picks>(() => new Value(only(selected)))
  const pick = useCallback(
    (names: string[]) => {
      clear(null)
      picks.set(new Set(names))
      selectName(names.at(-1) ?? null)
    },
    [picks, clear],
  )
  const select = useCallback((name: string | null) => pick(name === null ? [] : [name]), [pick])
  useEffect(() => {
    // The browser's own way back leads to another element.
    const now = picks.get()
    if (selected === null ? now.size > 0 : !now.has(selected)) picks.set(only(selected))
  }, [selected, picks])
  return { selected, picks, pick, select }
}

/** The names with one more, or without it. */
export const toggled = (picks: Picks, name: string): string[] => {
  const others = [...picks.get()].filter((one) => one !== name)
  return picks.get().has(name) ? others : [...others, name]
}

/** What is being connected by keys. */
export interface Aim {
  from: string
  /** What fits. */
  targets: string[]
  /** Which of them is looked at. */
  at: number
}

export const aimedAt = (aim: Aim | null): string | null => aim?.targets[aim.at] ?? null
