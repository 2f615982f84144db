import { ActionIcon, Tooltip } from '@mantine/core'
import { useAccount } from '../../shared/api/account'
import { Icon } from '../../shared/icons'
import { go, Link } from '../../shared/router'
import css from './people.module.css'
import { useSubmit } from '../../shared/api/useSubmit'

/** Begins anew afterwards, or goes to sign out at the provider too: nothing of the person stays in the window. */
function SignOut() {
  const { busy, send } = useSubmit()
  const leave = ({ address }: { address: string }) => window.location.assign(address || '/')
  return (
    <Tooltip label="Sign out">
      <ActionIcon variant="subtle" color="gray" aria-label="Sign out" disabled={busy} onClick={() => void send<{ address: string }>('/api/account/sign-out', {}, leave)}>
        <Icon name="leave" />
      </ActionIcon>
    </Tooltip>
  )
}

/** Who is signed in, at the end of the header; the way to accounts where nobody has one. */
export function AccountMenu() {
  const { account } = useAccount()
  if (account.mode === 'local') {
    return (
      <Tooltip label="People: nobody has an account yet">
        <ActionIcon variant="subtle" color="gray" aria-label="People" onClick={() => go('/people')}>
          <Icon name="person" />
        </ActionIcon>
      </Tooltip>
    )
  }
  return (
    <span className={css.menu}>
      <Link href="/account" title={`${account.name}, ${account.role}`}>
        <Icon name="person" />
        {account.name}
      </Link>
      <SignOut />
    </span>
  )
}
