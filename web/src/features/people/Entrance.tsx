import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import css from './people.module.css'
import { Refusal } from '../../shared/ui/Refusal'
import { useSubmit } from '../../shared/api/useSubmit'
import { SEEN } from './seen'
import { mismatch } from './words'

interface Props {
  title: string
  lead: ReactNode
  button: string
  path: string
  /** Whether a password is chosen here, not shown again. */
  chosen?: boolean
  /** Whether the code from the terminal is asked for. */
  coded?: boolean
  /** Sent beside what is typed. */
  extra?: Record<string, string>
  /** Other ways in, under the form. */
  children?: ReactNode
  entered: () => void
}

const EMPTY = { code: '', name: '', password: '', again: '' }
type Typed = typeof EMPTY

function bodyOf(typed: Typed, props: Props): Record<string, string> {
  const { code, name, password } = typed
  return { ...props.extra, ...(props.coded ? { code } : {}), name, password }
}

/** The form by which somebody comes in: with a password, a code or an invitation. */
export function Entrance(props: Props) {
  const { title, lead, button, path, chosen = false, coded = false, entered } = props
  const [typed, setTyped] = useState(EMPTY)
  const { error, busy, send } = useSubmit()
  useEffect(() => {
    document.title = `${title} · stratum`
  }, [title])
  const field = (name: keyof Typed) => ({
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
    required: true,
    withAsterisk: false,
  })
  const problem = chosen ? mismatch(typed.password, typed.again) : ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!problem) void send(path, bodyOf(typed, props), entered)
  }
  return (
    <main className={css.entrance}>
      <form className={css.card} onSubmit={submit}>
        <p className={css.product}>
          <img src="/mark.svg" alt="" width={26} height={26} />
          stratum
        </p>
        <h1>{title}</h1>
        <p className={css.lead}>{lead}</p>
        {coded && <TextInput label="Code from the terminal" autoComplete="one-time-code" spellCheck={false} {...field('code')} />}
        <TextInput label="Name" autoComplete="username" autoCapitalize="none" spellCheck={false} {...field('name')} />
        <PasswordInput label="Password" {...SEEN} autoComplete={chosen ? 'new-password' : 'current-password'} {...field('password')} />
        {chosen && (
          <PasswordInput label="Password again" {...SEEN} autoComplete="new-password" error={problem} {...field('again')} />
        )}
        <Refusal error={error} />
        <Button type="submit" loading={busy} fullWidth>
          {button}
        </Button>
        {props.children}
      </form>
    </main>
  )
}
