import { Entrance } from './Entrance'
import { secretOf } from './words'

interface Props {
  entered: () => void
}

export function SignIn({ entered }: Props) {
  const lead = 'This workspace is for people with an account. An owner can invite you.'
  return <Entrance title="Sign in" lead={lead} button="Sign in" path="/api/account/sign-in" entered={entered} />
}

export function SetUp({ entered }: Props) {
  const lead = 'The first account is that of an owner. From then on everybody has to sign in, you too.'
  return (
    <Entrance title="Make the first account" lead={lead} button="Make the account" path="/api/account/set-up" chosen coded entered={entered} />
  )
}

export function Invited({ entered }: Props) {
  const extra = { invitation: secretOf(window.location.hash) }
  const lead = 'You were invited to this workspace. Choose a name and a password; the link can be used once.'
  return (
    <Entrance title="Accept the invitation" lead={lead} button="Make the account" path="/api/account/invitation" chosen extra={extra} entered={entered} />
  )
}
