import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Asked, To } from '../../shared/api/operate'
import css from './Operate.module.css'

const CHOICES: [To, string, string][] = [
  ['model', 'Apply the model', 'What runs becomes what the documents say.'],
  ['previous', 'Go back', 'What ran before the last apply, as it ran then.'],
  ['nothing', 'Destroy', 'Nothing of it runs any more. Data and history stay.'],
]

function Commit({ at, choose }: { at: string; choose: (at: string) => void }) {
  const [typed, setTyped] = useState(at)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    choose(typed.trim())
  }
  return (
    <form className={css.commit} onSubmit={submit}>
      <TextInput
        size="xs"
        w={260}
        label="As the model was at"
        placeholder="the documents as they are"
        description="a commit, a branch, a tag or HEAD~2"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default">
        Look
      </Button>
    </form>
  )
}

/** What is to run: three choices, and of the model which commit. */
export function Target({ asked, choose }: { asked: Asked; choose: (asked: Asked) => void }) {
  return (
    <div className={css.target}>
      <div className={css.choices} role="group" aria-label="What is to run">
        {CHOICES.map(([to, title, about]) => (
          <button key={to} type="button" aria-pressed={asked.to === to} onClick={() => choose({ to, at: '' })}>
            <strong>{title}</strong>
            <span>{about}</span>
          </button>
        ))}
      </div>
      {asked.to === 'model' && <Commit key={asked.at} at={asked.at} choose={(at) => choose({ ...asked, at })} />}
    </div>
  )
}
