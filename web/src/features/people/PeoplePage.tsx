import { useAccount } from '../../shared/api/account'
import { useResource } from '../../shared/api/resource'
import { Link } from '../../shared/router'
import { Command } from '../../shared/ui/Command'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { AuditLog } from './AuditLog'
import { Invitations } from './Invitations'
import { PeopleTable } from './PeopleTable'
import css from './people.module.css'
import { TokenTable } from './TokenTable'
import type { Everybody } from './types'

function Alone({ canSetUp }: { canSetUp: boolean }) {
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

function All() {
  const { account } = useAccount()
  const { data, error, reload } = useResource<Everybody>('/api/people')
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="people" />
  return (
    <div className={ui.page}>
      <h1 className={ui.title}>People</h1>
      <p className={ui.lead}>Who may use this workspace, and what they may do. Another role counts from the next request on.</p>
      <PeopleTable people={data.people} roles={data.roles} own={account.name} changed={reload} />
      <h2 className={css.second}>Invitations</h2>
      <Invitations invitations={data.invitations} roles={data.roles} changed={reload} />
      <h2 className={css.second}>API tokens</h2>
      <TokenTable tokens={data.tokens} changed={reload} />
      <h2 className={css.second}>Audit log</h2>
      <AuditLog />
    </div>
  )
}

export default function PeoplePage() {
  const { account } = useAccount()
  if (account.mode === 'local') return <Alone canSetUp={account.canSetUp} />
  if (account.may.includes('people')) return <All />
  return <Notice title="Only owners keep people" />
}
