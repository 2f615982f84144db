import { Select, TextInput, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { moment } from '../../shared/format'
import ui from '../../shared/ui/ui.module.css'
import css from './people.module.css'
import { Refusal } from '../../shared/ui/Refusal'
import { Sure } from '../../shared/ui/Sure'
import type { Person } from './types'
import { useSubmit } from '../../shared/api/useSubmit'
import { branchesText, patternsOf } from './words'

interface Props {
  people: Person[]
  roles: string[]
  own: string
  changed: () => void
}

type Send = ReturnType<typeof useSubmit>['send']

interface RowProps {
  person: Person
  roles: string[]
  isOwn: boolean
  send: Send
  busy: boolean
  changed: () => void
}

function Row({ person, roles, isOwn, send, busy, changed }: RowProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const { name } = person
  const branches = typed ?? branchesText(person.branches)
  const give = (role: string) =>
    void send('/api/people/role', { name, role, branches: role === 'owner' ? [] : patternsOf(branches) }, () => {
      setTyped(null)
      changed()
    })
  const settle = () => {
    if (!busy && branches !== branchesText(person.branches)) give(person.role)
  }
  return (
    <tr>
      <th scope="row">
        {name}
        {isOwn && <span className={css.note}> you</span>}
      </th>
      <td>
        <Select
          aria-label={`Role of ${name}`}
          size="xs"
          w={130}
          data={roles}
          value={person.role}
          allowDeselect={false}
          onChange={(role) => role && role !== person.role && give(role)}
        />
      </td>
      <td>
        <TextInput
          aria-label={`Branches of ${name}`}
          size="xs"
          w={190}
          placeholder="every branch"
          disabled={person.role === 'owner'}
          value={branches}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={settle}
          onKeyDown={(event) => event.key === 'Enter' && settle()}
        />
      </td>
      <td>{moment(person.created)}</td>
      <td>{person.until ? moment(person.until) : '–'}</td>
      <td className={ui.number}>
        <Sure label={`Remove ${name}`} text="Remove" act={() => void send('/api/people/remove', { name }, changed)} />
      </td>
    </tr>
  )
}

export function PeopleTable({ people, roles, own, changed }: Props) {
  const { error, busy, send } = useSubmit()
  return (
    <>
      <Refusal error={error} />
      <div className={`${ui.card} ${ui.scroll}`}>
        <table className={ui.table} aria-label="People">
          <thead>
            <tr>
              <th>Name</th>
              <th>Role</th>
              <th>Branches</th>
              <th>Since</th>
              <th>Until</th>
              <th>
                <VisuallyHidden>Remove</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <Row
                key={person.name}
                person={person}
                roles={roles}
                isOwn={person.name === own}
                send={send}
                busy={busy}
                changed={changed}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
