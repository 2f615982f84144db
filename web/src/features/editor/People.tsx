import { Popover, TextInput } from '@mantine/core'
import { useState, type CSSProperties } from 'react'
import { colourOf, initials } from '../../shared/people'
import { keepName, ownName } from '../../shared/session/ownName'
import { useSession } from '../../shared/session/useSession'
import { Icon } from '../../shared/icons'
import type { Person } from '../../shared/session/session'
import { useValue } from '../../shared/value'
import { useDesk, useLatestDesk } from './desk'
import { followed, useFollowing, visit } from './following'
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

/** Somebody who is here: a click goes to what they look at, the eye goes along with them. */
function Other({ here, name, state }: Person) {
  const desk = useLatestDesk()
  const isFollowed = useValue(followed, (one) => one === here)
  const where = state.element ? `${state.element} in ${state.file}` : (state.file ?? '')
  return (
    <span className={css.other} data-followed={isFollowed} style={{ '--person': colourOf(name) } as CSSProperties}>
      <button
        type="button"
        className={css.person}
        aria-label={`${name}, at ${where}`}
        title={`${name}: ${where}`}
        onClick={() => visit(desk.current, state)}
      >
        {initials(name)}
      </button>
      <button
        type="button"
        className={css.follow}
        aria-label={`Follow ${name}`}
        aria-pressed={isFollowed}
        title={isFollowed ? `You follow ${name} until you do something yourself` : `Follow ${name}`}
        onClick={() => followed.set(isFollowed ? null : here)}
      >
        <Icon name="eye" size={12} />
      </button>
    </span>
  )
}

/** Who is here. */
export function People() {
  const { session, file, selected, select } = useDesk()
  const people = useSession(session, (state) => state.people)
  useFollowing({ session, file, selected, select })
  return (
    <div className={css.people} role="group" aria-label="People here" data-people>
      {people.map((one) => (
        <Other key={one.here} {...one} />
      ))}
      <Own />
    </div>
  )
}
