import { VisuallyHidden } from '@mantine/core'
import { moment } from '../../shared/format'
import ui from '../../shared/ui/ui.module.css'
import css from './people.module.css'
import { Refusal } from '../../shared/ui/Refusal'
import { Sure } from '../../shared/ui/Sure'
import type { Token } from './types'
import { useSubmit } from '../../shared/api/useSubmit'

interface Props {
  tokens: Token[]
  changed: () => void
}

function End({ token, revoke }: { token: Token; revoke: () => void }) {
  if (token.revoked) return <span className={css.note}>revoked {moment(token.revoked)}</span>
  if (token.until * 1000 < Date.now()) return <span className={css.note}>ended</span>
  return <Sure label={`Revoke ${token.label}`} text="Revoke" act={revoke} />
}

export function TokenTable({ tokens, changed }: Props) {
  const { error, send } = useSubmit()
  if (tokens.length === 0) return <p className={css.note}>There are none.</p>
  return (
    <div className={`${ui.card} ${ui.scroll}`}>
      <table className={ui.table} aria-label="API tokens">
        <thead>
          <tr>
            <th>For</th>
            <th>Person</th>
            <th>Role</th>
            <th>Made</th>
            <th>Until</th>
            <th>
              <VisuallyHidden>Revoke</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row">{token.label}</th>
              <td>{token.person}</td>
              <td>{token.role}</td>
              <td>{moment(token.created)}</td>
              <td>{moment(token.until)}</td>
              <td className={ui.number}>
                <End token={token} revoke={() => void send('/api/tokens/revoke', { id: token.id }, changed)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Refusal error={error} />
    </div>
  )
}
