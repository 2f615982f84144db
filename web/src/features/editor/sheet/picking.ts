// Which elements are chosen: one that is looked at closely, which the address tells, and others with it.
import { useCallback, useEffect, useState } from 'react'
import type { Model } from '../../../model/document'
import { drawnInside } from '../../../model/parts'
import { go, useQuery } from '../../../shared/router'
import { Value } from '../../../shared/value'

export type Picks = Value<ReadonlySet<string>>

/** What the address tells: the element that is looked at closely, and the one whose parts are drawn. */
const [CHOSEN, OPENED] = ['element', 'inside'] as const

const told = (query: string, key: string) => new URLSearchParams(query).get(key)

function selectName(name: string | null) {
  const query = queryWith(window.location.search, { [CHOSEN]: name ?? '' })
  if (window.location.search !== query) go(window.location.pathname + query, true)
}

/** A query with other values; without those that are empty. */
export function queryWith(query: string, values: Record<string, string>): string {
  const after = new URLSearchParams(query)
  for (const [key, value] of Object.entries(values)) {
    if (value) after.set(key, value)
    else after.delete(key)
  }
  return after.size > 0 ? `?${after}` : ''
}

const only = (name: string | null): ReadonlySet<string> => new Set(name === null ? [] : [name])

/** What is chosen, and how something else is; `clear` is called when it is. */
export function usePicks(clear: (nothing: null) => void) {
  const query = useQuery()
  const selected = told(query, CHOSEN)
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

/** Whose parts are drawn, and how those of another element are: a step that the browser's way back takes back. */
export function useInside(model: Model, selected: string | null, clear: (nothing: null) => void) {
  const opened = told(useQuery(), OPENED) ?? ''
  const inside = drawnInside(model, opened, selected)
  const isChosen = selected !== null && model.elements.some((one) => one.name === selected)
  useEffect(() => {
    // Somebody went elsewhere by choosing an element that is drawn there.
    if (isChosen && inside !== opened) go(window.location.pathname + queryWith(window.location.search, { [OPENED]: inside }), true)
  }, [inside, opened, isChosen])
  const open = useCallback(
    (name: string) => {
      clear(null)
      go(window.location.pathname + queryWith('', { [OPENED]: name }))
    },
    [clear],
  )
  return { inside, open }
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
