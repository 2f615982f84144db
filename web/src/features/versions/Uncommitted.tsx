import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { go } from '../../shared/router'
import { comparing, shortId } from './address'
import css from './History.module.css'
import type { Commit } from './types'
import type { Act } from './useAct'
import { useMay } from './useMay'

/** What is in no commit, with the way to make one. */
export function Uncommitted({ files, acting }: { files: string[]; acting: Act }) {
  const [message, setMessage] = useState('')
  const may = useMay()
  if (files.length === 0) return null
  const commit = (event: FormEvent) => {
    event.preventDefault()
    void acting.act<{ commit: Commit | null }>('commit', { message }, (made) => {
      setMessage('')
      return made.commit ? `Committed as ${shortId(made.commit.id)}: ${made.commit.title}.` : 'Nothing was left to commit.'
    })
  }
  return (
    <form className={css.ask} onSubmit={commit} aria-label="Commit">
      <p>
        In no commit yet: <strong>{files.join(', ')}</strong>. Edits of the page become commits by themselves after a moment.
      </p>
      {may.save && <TextInput size="xs" label="Message" placeholder="the words of what changed" value={message} onChange={(event) => setMessage(event.currentTarget.value)} />}
      <span className={css.tools}>
        {may.save && (
          <Button size="compact-xs" color="teal.8" type="submit" loading={acting.busy}>
            Commit
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => go(comparing('HEAD'))}>
          Show the changes
        </Button>
      </span>
    </form>
  )
}
