// What can be done or gone to from where somebody is; the palette of commands shows it.
import { useEffect, useRef } from 'react'

export type CommandKind = 'page' | 'document' | 'element' | 'value' | 'finding' | 'type' | 'action'

export interface Command {
  title: string
  kind: CommandKind
  /** What tells it from others of the same title, such as its document. */
  detail?: string
  /** The keys that do the same. */
  keys?: string
  run: () => void
}

export type Provider = () => Command[]

const providers = new Set<Provider>()

/** Everything that can be done now. */
export const commands = (): Command[] => [...providers].flatMap((provider) => provider())

/** Offers commands for as long as the component is there; they are asked for when the palette opens. */
export function useCommands(provider: Provider) {
  const latest = useRef(provider)
  useEffect(() => {
    latest.current = provider
  })
  useEffect(() => {
    const offered = () => latest.current()
    providers.add(offered)
    return () => {
      providers.delete(offered)
    }
  }, [])
}
