import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useResource } from '../../shared/api/resource'
import { documentAddress } from '../../shared/api/client'
import type { Documents } from '../../shared/api/types'
import { commands, type Command } from '../../shared/commands'
import { searched } from '../../shared/fuzzy'
import { go } from '../../shared/router'
import { Dialog } from '../../shared/ui/Dialog'
import css from './CommandPalette.module.css'

const MOST = 50
const textOf = (one: Command) => `${one.title} ${one.detail ?? ''} ${one.kind}`

function useAll(): Command[] {
  const [offered] = useState(commands)
  const { data } = useResource<Documents>('/api/documents')
  const documents = (data?.documents ?? []).map(({ file, kind, name }): Command => {
    const address = documentAddress(file)
    return { title: name || file, kind: 'document', detail: `${kind} in ${file}`, run: () => go(address) }
  })
  return [...offered.filter((one) => one.kind === 'action'), ...documents, ...offered.filter((one) => one.kind !== 'action')]
}

interface ListProps {
  id: string
  found: Command[]
  at: number
  run: (command: Command) => void
}

function List({ id, found, at, run }: ListProps) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    void list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at, found])
  return (
    <ul ref={list} id={id} role="listbox" aria-label="Commands" className={css.list}>
      {found.map((one, index) => (
        <li
          key={`${one.kind} ${one.title} ${one.detail ?? ''} ${index}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          onClick={() => run(one)}
        >
          <span className={css.title}>{one.title}</span>
          {one.detail && <span className={css.detail}>{one.detail}</span>}
          <span className={css.kind}>{one.kind}</span>
          {one.keys && <kbd>{one.keys}</kbd>}
        </li>
      ))}
    </ul>
  )
}

/** Everything that can be done or gone to, found by typing. */
export default function CommandPalette({ close }: { close: () => void }) {
  const [wanted, setWanted] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const found = searched(useAll(), wanted, textOf, MOST)
  const run = (command: Command | undefined) => {
    if (!command) return
    close()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const step = steps[event.key]
    if (event.key === 'Enter') run(found[at])
    else if (step !== undefined) setAt(Math.max(0, Math.min(found.length - 1, at + step)))
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Go to, or do" close={close}>
      <input
        data-autofocus
        type="text"
        role="combobox"
        className={css.input}
        aria-label="Search commands"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
        placeholder="A document, an element, a type to add, an action …"
        value={wanted}
        onChange={(event) => {
          setWanted(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <List id={id} found={found} at={at} run={run} />
      <p role="status" className={css.none}>
        {found.length === 0 ? 'Nothing has these letters in this order.' : ''}
      </p>
    </Dialog>
  )
}
