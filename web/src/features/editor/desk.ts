// What is on the desk: one document with all that is needed to edit it, and what can be done with it.
import { createContext, createElement, useCallback, useContext, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { Blank } from '../../model/blank'
import type { Element, Model } from '../../model/document'
import { documentReader } from '../../model/reader'
import type { Vocabulary } from '../../model/vocabulary'
import { useLocked } from '../../shared/api/account'
import type { Documents, Edit } from '../../shared/api/types'
import type { Session } from '../../shared/session/session'
import { useSession } from '../../shared/session/useSession'
import { Value } from '../../shared/value'
import { useInside, usePicks, type Aim } from './sheet/picking'
import { infrastructureOf, placesOf, type Place } from '../../canvas/places'
import type { Layout } from './sheet/layout'
import { useLayout } from './sheet/useLayout'
import { located, reasonOf, type Located } from './findings'

export interface Desk {
  words: Vocabulary
  session: Session
  /** Why nothing may be changed here; empty where it may. */
  locked: string
  file: string
  text: string
  model: Model
  /** The hosts that components of an application stand in. */
  places: Place[]
  /** Host by component where the platform chose it. */
  chosen: Record<string, string>
  findings: Located[]
  /** Why the document cannot be run or trained, as it is in the files; empty where it can. */
  problem: string
  /** Where people put blocks of the drawing; null where nobody did. */
  layout: Layout | null
  /** The element whose parts are drawn; empty for what stands at the top of the document. */
  inside: string
  /** Draws the parts of an element. */
  open: (name: string) => void
  /** The name of what is looked at closely. */
  selected: string | null
  select: (name: string | null) => void
  /** The names of all that is chosen, what is looked at closely among them. */
  picks: Value<ReadonlySet<string>>
  /** What is being connected by keys; null for nothing. */
  aim: Value<Aim | null>
  /** Chooses several; the last one is looked at closely. */
  pick: (names: string[]) => void
  /** Does edits; gives why they were refused, empty where they were done. */
  attempt: (edits: Edit[]) => Promise<string>
  /** The same, said for everybody to read; tells whether they were done. */
  act: (edits: Edit[]) => Promise<boolean>
  /** What was said last, such as why something was refused. */
  said: string
  say: (text: string) => void
  /** A new element that has to be told more of. */
  fresh: Blank | null
  setFresh: (fresh: Blank | null) => void
}

const Context = createContext<Desk | null>(null)
const Latest = createContext<{ readonly current: Desk } | null>(null)

/** Gives a desk to what is inside. */
export function DeskProvider({ value, children }: { value: Desk; children: ReactNode }) {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  }, [value])
  return createElement(Context.Provider, { value }, createElement(Latest.Provider, { value: latest }, children))
}

export function useDesk(): Desk {
  const desk = useContext(Context)
  if (desk === null) throw new Error('there is no desk around this component')
  return desk
}

/** The desk as it is when something is done; who uses it is not drawn again when the desk changes. */
export function useLatestDesk(): { readonly current: Desk } {
  const latest = useContext(Latest)
  if (latest === null) throw new Error('there is no desk around this component')
  return latest
}

const NONE: Model = { kind: '', name: '', values: {}, elements: [] }
function useInfrastructure(words: Vocabulary, session: Session, file: string, model: Model): Model | undefined {
  const path = infrastructureOf(file, model)
  const text = useSession(session, (state) => state.texts.get(path))
  const read = useMemo(() => documentReader(words), [words])
  return useMemo(() => (text === undefined ? undefined : read(text)), [read, text])
}

export interface Materials {
  words: Vocabulary
  session: Session
  file: string
  documents: Documents
}

export function useMakeDesk({ words, session, file, documents }: Materials): Desk {
  const locked = useLocked()
  const text = useSession(session, (state) => state.texts.get(file) ?? '')
  const read = useMemo(() => documentReader(words), [words])
  const model = useMemo(() => (text ? read(text) : NONE), [read, text])
  const infrastructure = useInfrastructure(words, session, file, model)
  const places = useMemo(() => placesOf(words, infrastructure), [words, infrastructure])
  const findings = useMemo(() => located(documents.findings, file, model, text), [documents, file, model, text])
  const layout = useLayout(words, session, file)
  const [said, say] = useState('')
  const [fresh, setFresh] = useState<Blank | null>(null)
  const { selected, picks, pick, select } = usePicks(setFresh)
  const { inside, open } = useInside(model, selected, setFresh)
  const [aim] = useState(() => new Value<Aim | null>(null))
  const attempt = useCallback(
    async (edits: Edit[]) => {
      if (edits.length === 0) return ''
      if (locked) return locked
      const { done, findings: why } = await session.submit(edits)
      return done ? '' : reasonOf(why)
    },
    [session, locked],
  )
  const act = useCallback(
    async (edits: Edit[]) => {
      const why = await attempt(edits)
      say(why)
      return why === ''
    },
    [attempt],
  )
  const chosen = documents.hosts[model.name]
  const problem = documents.documents.find((one) => one.file === file)?.problem ?? ''
  return useMemo(
    () => ({ words, session, locked, file, text, model, places, chosen: chosen ?? {}, findings, problem, layout, inside, open, selected, select, picks, pick, aim, attempt, act, said, say, fresh, setFresh }),
    [words, session, locked, file, text, model, places, chosen, findings, problem, layout, inside, open, selected, select, picks, pick, aim, attempt, act, said, fresh],
  )
}

export const elementOf = (desk: Desk, name: string | null): Element | undefined =>
  desk.model.elements.find((one) => one.name === name)
