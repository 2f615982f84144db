import { Link } from '../../shared/router'
import { Command } from '../../shared/ui/Command'
import { Notice } from '../../shared/ui/Notice'

/** Where nobody has an account: what that means, and how the first one is made. */
export function Alone({ canSetUp }: { canSetUp: boolean }) {
  return (
    <Notice title="Nobody has an account yet">
      <p>Whoever reaches this server is the person at this machine and may do everything. With the first account, that of an owner, everybody has to sign in, and other machines may be let in:</p>
      <Command text="stratum users add NAME --role owner" />
      {canSetUp && (
        <p>
          Or <Link href="/set-up">make it here</Link>, with the code that the server printed in its terminal.
        </p>
      )}
    </Notice>
  )
}
