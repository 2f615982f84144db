import type { Account } from '../../shared/api/account'
import { Link } from '../../shared/router'
import { Entrance } from './Entrance'
import css from './people.module.css'
import { ProviderButtons } from './Providers'
import { secretOf } from './words'

interface Props {
  account: Account
  entered: () => void
}

export function SignIn({ account, entered }: Props) {
  const lead = 'This workspace is for people with an account. An owner can invite you.'
  return (
    <Entrance title="Sign in" lead={lead} button="Sign in" path="/api/account/sign-in" entered={entered}>
      <ProviderButtons ways={account} />
      {account.register && (
        <p className={css.note}>
          No account? <Link href="/register">Come in as a guest</Link>
        </p>
      )}
    </Entrance>
  )
}

const DAY = 86400

export function Register({ account, entered }: Props) {
  const terms = account.register
  const days = terms ? Math.round(terms.stay / DAY) : 0
  const lead = `A guest is a ${terms?.role ?? 'viewer'} here. The account ends after ${days} ${days === 1 ? 'day' : 'days'}.`
  return (
    <Entrance title="Come in as a guest" lead={lead} button="Make the account" path="/api/account/register" chosen entered={entered}>
      <p className={css.note}>
        <Link href="/">Sign in instead</Link>
      </p>
    </Entrance>
  )
}

export function SetUp({ entered }: Props) {
  const lead = 'The first account is that of an owner. From then on everybody has to sign in, you too.'
  return (
    <Entrance title="Make the first account" lead={lead} button="Make the account" path="/api/account/set-up" chosen coded entered={entered} />
  )
}

export function Invited({ account, entered }: Props) {
  const extra = { invitation: secretOf(window.location.hash) }
  const lead = 'You were invited to this workspace. Choose a name and a password; the link can be used once.'
  return (
    <Entrance title="Accept the invitation" lead={lead} button="Make the account" path="/api/account/invitation" chosen extra={extra} entered={entered}>
      <ProviderButtons ways={account} extra={extra} verb="Accept it with" />
    </Entrance>
  )
}
