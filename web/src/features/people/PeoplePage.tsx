import { useAccount } from '../../shared/api/account'
import { useResource } from '../../shared/api/resource'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { Alone } from './Alone'
import { AuditLog } from './AuditLog'
import { Invitations } from './Invitations'
import { PeopleTable } from './PeopleTable'
import css from './people.module.css'
import { TokenTable } from './TokenTable'
import type { Everybody } from './types'

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
