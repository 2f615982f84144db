import { useMemo } from 'react'
import { beside, type Model } from '../../model/document'
import { readModel } from '../../model/reader'
import { vocabulary, type Told, type Vocabulary } from '../../model/vocabulary'
import type { ApiError } from '../../shared/api/client'
import { useResource } from '../../shared/api/resource'
import { useRevision } from '../../shared/api/revision'
import type { State } from './types'

const at = (name: string) => (name ? `?at=${encodeURIComponent(name)}` : '')

interface Loaded<Answer> {
  data: Answer | null
  error: ApiError | null
  reload: () => void
}

/** The documents of a commit, or those that are here, which are looked at again when they may be others. */
export function useDocuments(name: string): Loaded<State> {
  const revision = useRevision()
  return useResource<State>(`/api/versions/documents${at(name)}`, name ? 0 : revision)
}

/** The types of two states: those of the earlier one are known where the later one has them no more. */
export function useWords(before: string, after: string): Loaded<Vocabulary> {
  const old = useResource<Told>(`/api/types${at(before)}`)
  const now = useResource<Told>(`/api/types${at(after)}`)
  const data = useMemo(() => {
    if (old.data === null || now.data === null) return null
    const [first, second] = [vocabulary(old.data), vocabulary(now.data)]
    return { ...second, documents: { ...first.documents, ...second.documents }, types: new Map([...first.types, ...second.types]) }
  }, [old.data, now.data])
  const { reload } = old.error ? old : now
  return { data, error: old.error ?? now.error, reload }
}

/** A document of a state; undefined where it has none. */
export function modelOf(words: Vocabulary, state: Pick<State, 'texts'> | undefined, file: string): Model | undefined {
  const text = state?.texts[file]
  return text === undefined ? undefined : readModel(words, text)
}

/** The hosts that a document's components run on, of both states together. */
export function sitesOf(words: Vocabulary, file: string, sides: [Model | undefined, Pick<State, 'texts'> | undefined][]): Model | undefined {
  const found = sides.flatMap(([model, state]) => {
    const path = model?.values.infrastructure
    const site = typeof path === 'string' ? modelOf(words, state, beside(file, path)) : undefined
    return site ? [site] : []
  })
  const [first, second] = found
  if (!first || !second) return first
  const known = new Set(first.elements.map((one) => one.name))
  return { ...first, elements: [...first.elements, ...second.elements.filter((one) => !known.has(one.name))] }
}
