// What of a drawing is folded: a look of this page's own, kept while the document is open.
import { createContext, useCallback, useContext, useMemo, useState } from 'react'
import type { Element } from '../../../model/document'
import { wayTo } from '../../../model/parts'
import type { Desk } from '../desk'
import { around, fold, folds, foldsAtFirst, groupsOf, hostId, isFolded, type Folds, type Group } from '../../../canvas/folding'
import { hostOf, spreadOut } from '../../../canvas/places'

/** Folds, or unfolds, what has some ids. */
export type Turn = (ids: string[], to: boolean) => void
const Turning = createContext<Turn>(() => undefined)
export const TurnProvider = Turning.Provider
export const useTurn = () => useContext(Turning)

type Told = Pick<Desk, 'words' | 'model' | 'inside' | 'places' | 'chosen'>

const isOverHosts = (told: Told) => told.model.kind === 'Application'

/** What has to be open for an element to be seen: its group, then its host. */
function aroundElement(told: Told, groups: Group[], element: Element): string[] {
  const [first] = wayTo(told.model, element.name)
  const top = told.model.elements.find((one) => one.name === first) ?? element
  return around(groups, isOverHosts(told) ? (hostOf(top) ?? told.chosen[top.name] ?? '') : top.name)
}

/** The folds of a document; what is chosen is unfolded. */
export function useFolds(told: Told, selected: string | null) {
  const [now, set] = useState<Folds>(() => foldsAtFirst(told.model))
  const [seen, see] = useState<string | null>(null)
  const { words, model, places } = told
  const groups = useMemo(
    () => groupsOf(model.kind === 'Application' ? places : spreadOut(words, model.elements)),
    [words, model, places],
  )
  const idsOf = useCallback(
    (tier: string) => {
      const inside = groups.filter((group) => group.tier === tier)
      if (tier === '') return [hostId('')]
      return groups.length > 1 ? inside.map((group) => group.id) : inside.flatMap((group) => group.hosts.map(hostId))
    },
    [groups],
  )
  const pathTo = (name: string | null) => {
    const element = model.elements.find((one) => one.name === name)
    return element ? aroundElement(told, groups, element) : []
  }
  if (seen !== selected) {
    see(selected)
    const hidden = pathTo(selected).filter((id) => isFolded(now, id))
    if (hidden.length > 0) set(fold(now, hidden, false))
  }
  const turn = useCallback<Turn>((ids, to) => set((before) => fold(before, ids, to)), [])
  return {
    folds: now,
    turn,
    /** Folds, or unfolds, everything. */
    all: (to: boolean) => set(folds(to)),
    /** Folds the host, or the group of an infrastructure, that an element stands in. */
    away: (name: string) => turn(pathTo(name).slice(isOverHosts(told) ? -1 : 0), true),
    /** What folds a whole tier. */
    idsOf,
    canFold: told.inside === '' && (groups.length > 1 || isOverHosts(told)),
  }
}

export type Folding = ReturnType<typeof useFolds>
