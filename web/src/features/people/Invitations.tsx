import { Button, Select, TextInput, VisuallyHidden } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { moment } from '../../shared/format'
import { Command } from '../../shared/ui/Command'
import ui from '../../shared/ui/ui.module.css'
import css from './people.module.css'
import { Refusal } from '../../shared/ui/Refusal'
import { Sure } from '../../shared/ui/Sure'
import type { Invitation } from './types'
import { useSubmit } from '../../shared/api/useSubmit'
import { branchesTold, invitationLink, patternsOf } from './words'

interface Props {
  invitations: Invitation[]
  roles: string[]
  changed: () => void
}

const DAY = 86_400
const BEGIN = { role: 'viewer', branches: '', days: '7', stay: '' }

function NewInvitation({ roles, changed }: Omit<Props, 'invitations'>) {
  const [typed, setTyped] = useState(BEGIN)
  const [link, setLink] = useState('')
  const { error, busy, send } = useSubmit()
  const field = (name: keyof typeof BEGIN) => ({
    size: 'xs',
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  })
  const invite = (event: FormEvent) => {
    event.preventDefault()
    const body = { role: typed.role, branches: patternsOf(typed.branches), days: Number(typed.days), stay: Number(typed.stay) }
    void send<{ secret: string }>('/api/people/invite', body, ({ secret }) => {
      setLink(invitationLink(window.location.origin, secret))
      changed()
    })
  }
  return (
    <form className={ui.card} onSubmit={invite} aria-label="New invitation">
      <div className={css.fields}>
        <Select
          label="Role"
          size="xs"
          w={130}
          data={roles}
          value={typed.role}
          allowDeselect={false}
          onChange={(role) => role && setTyped({ ...typed, role })}
        />
        <TextInput label="Branches" placeholder="every branch" w={190} {...field('branches')} />
        <TextInput label="Link lasts (days)" inputMode="decimal" w={120} {...field('days')} />
        <TextInput label="Account lasts (days)" placeholder="for good" inputMode="decimal" w={140} {...field('stay')} />
        <Button type="submit" size="xs" loading={busy}>
          Make a link
        </Button>
      </div>
      <Refusal error={error} />
      <div role="status">
        {link && (
          <>
            <p className={css.note}>Give this link to one person. It is not shown again and can be used once.</p>
            <Command text={link} />
          </>
        )}
      </div>
    </form>
  )
}

function Open({ invitations, changed }: Omit<Props, 'roles'>) {
  const { error, send } = useSubmit()
  return (
    <div className={`${ui.card} ${ui.scroll} ${css.below}`}>
      <table className={ui.table} aria-label="Open invitations">
        <thead>
          <tr>
            <th>Role</th>
            <th>Branches</th>
            <th>From</th>
            <th>Link until</th>
            <th>Account lasts</th>
            <th>
              <VisuallyHidden>Withdraw</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((one) => (
            <tr key={one.id}>
              <td>{one.role}</td>
              <td>{branchesTold(one.branches)}</td>
              <td>{one.by}</td>
              <td>{moment(one.until)}</td>
              <td>{one.stay ? `${Math.round(one.stay / DAY)} days` : 'for good'}</td>
              <td className={ui.number}>
                <Sure label={`Withdraw ${one.id}`} text="Withdraw" act={() => void send('/api/people/withdraw', { id: one.id }, changed)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Refusal error={error} />
    </div>
  )
}

export function Invitations({ invitations, roles, changed }: Props) {
  return (
    <>
      <NewInvitation roles={roles} changed={changed} />
      {invitations.length > 0 && <Open invitations={invitations} changed={changed} />}
    </>
  )
}
