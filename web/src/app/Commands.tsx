import { ActionIcon } from '@mantine/core'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { Workspace } from '../shared/api/types'
import { useCommands, type Command } from '../shared/commands'
import { Icon } from '../shared/icons'
import { go } from '../shared/router'
import { addressOf, TABS } from './routes'

const CommandPalette = lazy(() => import('../features/palette/CommandPalette'))
const KeysDialog = lazy(() => import('../features/palette/KeysDialog'))

type Shown = 'commands' | 'keys' | null

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** What the keys of an event ask for. */
function askedFor(event: KeyboardEvent): Shown {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') return 'commands'
  return event.key === '?' && !isTyping(event.target) ? 'keys' : null
}

function pagesOf(workspace: Workspace): Command[] {
  const page = (title: string, address: string): Command => ({ title, kind: 'page', run: () => go(address) })
  const tabs = workspace.applications.flatMap((name) => TABS.map((tab) => page(`${name}: ${tab}`, addressOf(name, tab))))
  return [page('Documents', '/documents'), page('Versions', '/versions'), page('Models', '/models'), page('Account', '/account'), ...tabs]
}

/** The palette of commands behind Ctrl K, and the keys behind ?. */
export function Commands({ workspace }: { workspace: Workspace }) {
  const [shown, show] = useState<Shown>(null)
  useCommands(() => [
    ...pagesOf(workspace),
    { title: 'Show the keys', kind: 'action', keys: '?', run: () => show('keys') },
  ])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const asked = askedFor(event)
      if (asked === null || event.defaultPrevented || document.querySelector('dialog[open]')) return
      event.preventDefault()
      show(asked)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const close = () => show((now) => (now === shown ? null : now))
  return (
    <>
      <ActionIcon variant="subtle" color="gray" aria-label="Search commands (Ctrl K)" title="Search commands (Ctrl K)" onClick={() => show('commands')}>
        <Icon name="search" />
      </ActionIcon>
      <Suspense fallback={null}>
        {shown === 'commands' && <CommandPalette close={close} />}
        {shown === 'keys' && <KeysDialog close={close} />}
      </Suspense>
    </>
  )
}
