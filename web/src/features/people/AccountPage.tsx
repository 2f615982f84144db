import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useAccount } from '../../shared/api/account'
import { useResource } from '../../shared/api/resource'
import { Command } from '../../shared/ui/Command'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './people.module.css'
import { Refusal } from '../../shared/ui/Refusal'
import { Alone } from './Alone'
import { Connect } from './Providers'
import { TokenTable } from './TokenTable'
import type { Token } from './types'
import { useSubmit } from '../../shared/api/useSubmit'
import { SEEN } from './seen'
import { branchesTold, mismatch } from './words'

const ROLES = ['viewer', 'developer', 'operator', 'owner']
const NO_WORDS = { current: '', password: '', again: '' }

function Password() {
  const [typed, setTyped] = useState(NO_WORDS)
  const [done, setDone] = useState(false)
  const { error, busy, send } = useSubmit()
  const problem = mismatch(typed.password, typed.again)
  const field = (name: keyof typeof NO_WORDS) => ({
    size: 'xs',
    w: 200,
    ...SEEN,
    required: true,
    withAsterisk: false,
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  })
  const change = (event: FormEvent) => {
    event.preventDefault()
    const { current, password } = typed
    if (!problem) {
      void send('/api/account/password', { current, password }, () => {
        setTyped(NO_WORDS)
        setDone(true)
      })
    }
  }
  return (
    <form className={ui.card} onSubmit={change} aria-label="Password">
      <div className={css.fields}>
        <PasswordInput label="Current password" autoComplete="current-password" {...field('current')} />
        <PasswordInput label="New password" autoComplete="new-password" {...field('password')} />
        <PasswordInput label="New password again" autoComplete="new-password" error={problem} {...field('again')} />
        <Button type="submit" size="xs" loading={busy}>
          Change it
        </Button>
      </div>
      <Refusal error={error} />
      <p role="status" className={css.note}>
        {done && 'The password was changed. Your other sessions have ended.'}
      </p>
    </form>
  )
}

function NewToken({ role, changed }: { role: string; changed: () => void }) {
  const [label, setLabel] = useState('')
  const [wanted, setWanted] = useState('viewer')
  const [secret, setSecret] = useState('')
  const { error, busy, send } = useSubmit()
  const make = (event: FormEvent) => {
    event.preventDefault()
    void send<{ secret: string }>('/api/tokens', { label, role: wanted }, (made) => {
      setSecret(made.secret)
      setLabel('')
      changed()
    })
  }
  return (
    <form className={`${ui.card} ${css.above}`} onSubmit={make} aria-label="New token">
      <div className={css.fields}>
        <TextInput label="What it is for" size="xs" w={200} value={label} required withAsterisk={false} onChange={(event) => setLabel(event.currentTarget.value)} />
        <Select label="Role at most" size="xs" w={130} data={ROLES.slice(0, ROLES.indexOf(role) + 1)} value={wanted} allowDeselect={false} onChange={(next) => next && setWanted(next)} />
        <Button type="submit" size="xs" loading={busy}>
          Make a token for 90 days
        </Button>
      </div>
      <Refusal error={error} />
      <div role="status">
        {secret && (
          <>
            <p className={css.note}>Keep it now, it is not shown again. A program sends it as Authorization: Bearer.</p>
            <Command text={secret} />
          </>
        )}
      </div>
    </form>
  )
}

function Own() {
  const { account } = useAccount()
  const { data, error, reload } = useResource<{ tokens: Token[] }>('/api/tokens')
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="your account" />
  return (
    <div className={ui.page}>
      <h1 className={ui.title}>{account.name}</h1>
      <p className={ui.lead}>
        {account.role} on {branchesTold(account.branches)}
      </p>
      <h2 className={css.second}>Password</h2>
      <Password />
      <Connect />
      <h2 className={css.second}>API tokens</h2>
      <NewToken role={account.role} changed={reload} />
      <TokenTable tokens={data.tokens} changed={reload} />
    </div>
  )
}

export default function AccountPage() {
  const { account } = useAccount()
  if (account.mode === 'local') return <Alone canSetUp={account.canSetUp} />
  return account.proof === 'session' ? <Own /> : <Notice title="An account is looked at by whoever signed in to it" />
}
