import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import css from './History.module.css'

interface Props {
  label: string
  /** What is said before it is done. */
  about: string
  button: string
  /** The label of a second text; none where there is none. */
  more?: string
  busy: boolean
  take: (name: string, more: string) => void
  cancel: () => void
}

/** Asks for a name, and perhaps for what is said of it. */
export function NameForm({ label, about, button, more, busy, take, cancel }: Props) {
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    take(name.trim(), text.trim())
  }
  return (
    <form className={css.ask} onSubmit={submit} aria-label={button}>
      <p>{about}</p>
      <TextInput size="xs" label={label} required withAsterisk={false} autoFocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {more && <TextInput size="xs" label={more} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
      <span className={css.tools}>
        <Button size="compact-xs" color="teal.8" type="submit" loading={busy} disabled={name.trim() === ''}>
          {button}
        </Button>
        <Button size="compact-xs" variant="default" onClick={cancel}>
          Cancel
        </Button>
      </span>
    </form>
  )
}
