import { Popover, TextInput } from '@mantine/core'
import { useState, type CSSProperties } from 'react'
import { colourOf, initials } from '../../shared/people'
import { keepName, ownName, useSession } from '../../shared/session/useSession'
import { useDesk } from './desk'
import css from './People.module.css'

/** This person's own name, to be changed. */
function Own() {
  const { session } = useDesk()
  const [name, setName] = useState(ownName())
  const take = () => {
    const given = name.trim()
    if (given === '' || given === ownName()) return setName(ownName())
    keepName(given)
    session.rename(given)
  }
  return (
    <Popover width={220} position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <button type="button" className={css.person} aria-label={`You are ${name}; change your name`} title={`You: ${name}`}>
          {initials(name)}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput
          size="xs"
          label="Your name"
          description="Others see it, and it stands in the history."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Who is here; a click goes to what they look at. */
export function People() {
  const { session, file, select } = useDesk()
  const people = useSession(session, (state) => state.people)
  return (
    <div className={css.people} role="group" aria-label="People here">
      {people.map(({ client, name, state }) => {
        const where = state.element ? `${state.element} in ${state.file}` : (state.file ?? '')
        return (
          <button
            key={client}
            type="button"
            className={css.person}
            style={{ '--person': colourOf(client) } as CSSProperties}
            aria-label={`${name}, at ${where}`}
            title={`${name}: ${where}`}
            onClick={() => state.file === file && state.element && select(state.element)}
          >
            {initials(name)}
          </button>
        )
      })}
      <Own />
    </div>
  )
}
