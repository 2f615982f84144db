import { Button } from '@mantine/core'
import type { Held } from '../../shared/session/held'
import { useSession } from '../../shared/session/useSession'
import { Sure } from '../../shared/ui/Sure'
import { useDesk } from './desk'
import css from './Workbench.module.css'

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

/** What waits, in words: the elements that edits are about, and the documents that were typed into. */
function told({ edits, typed }: Held): string {
  const done = edits.flatMap((one) => one.edits)
  const about = [...new Set(done.map((edit) => edit.element ?? edit.name ?? edit.file))].join(', ')
  return [
    done.length > 0 ? `${counted(done.length, 'edit')} (${about})` : '',
    typed.length > 0 ? `text typed into ${typed.map(({ file }) => file).join(', ')}` : '',
  ].filter(Boolean).join(' and ')
}

function One({ held }: { held: Held }) {
  const { session, say } = useDesk()
  const branch = useSession(session, (state) => state.branch)
  const here = held.branch === branch
  return (
    <p className={css.trouble}>
      {told(held)}: {here ? 'could not be sent.' : `done on ${held.branch || 'another state'}, and kept for it. ${branch} is here now.`}{' '}
      <Button size="compact-xs" variant="default" onClick={() => void session.give(held).then(say)}>
        {here ? 'Do it now' : `Do it on ${branch || 'what is here'}`}
      </Button>{' '}
      <Sure label="Discard what waits" text="Discard" act={() => session.drop(held)} />
    </p>
  )
}

/** What was done on a branch that is not here any more, or could not be sent: never done without being asked. */
export function Waiting() {
  const { session } = useDesk()
  const held = useSession(session, (state) => state.held)
  return (
    <div role="status" aria-label="Waiting edits">
      {held.map((one) => (
        <One key={`${one.branch} ${one.client}`} held={one} />
      ))}
    </div>
  )
}
