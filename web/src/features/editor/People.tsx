import { Popover, TextInput } from '@mantine/core'
import { useState, type CSSProperties } from 'react'
import { colourOf, initials } from '../../shared/people'
import { keepName, ownName } from '../../shared/session/ownName'
import { useSession } from '../../shared/session/useSession'
import { useDesk } from './desk'
import css from './People.module.css'

/** This person's own name, to be changed. */
function Own() {
  const { session } = useDesk()
  const you = useSession(session, (state) => state.you)
  const name = you || ownName()
  const [given, setGiven] = useState<string | null>(null)
  const take = () => {
    const wanted = given?.trim()
    setGiven(null)
    if (!wanted || wanted === name) return
    keepName(wanted)
    session.rename(wanted)
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
          description="Others see it, and it stands in the history. Where you are signed in, it is that of your account."
          value={given ?? name}
          onChange={(event) => setGiven(event.currentTarget.value)}
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
      {people.map(({ here, name, state }) => {
        const where = state.element ? `${state.element} in ${state.file}` : (state.file ?? '')
        return (
          <button
            key={here}
            type="button"
            className={css.person}
            style={{ '--person': colourOf(name) } as CSSProperties}
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
