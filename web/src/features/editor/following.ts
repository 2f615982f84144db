// Going where somebody else is: once, or along with them until one does something oneself.
import { useEffect } from 'react'
import { documentAddress } from '../../shared/api/client'
import { go } from '../../shared/router'
import type { Person, Presence } from '../../shared/session/session'
import { useSession } from '../../shared/session/useSession'
import { useValue, Value } from '../../shared/value'
import type { Desk } from './desk'

/** Who is followed; kept beside the desk, which is another one in the next document. */
export const followed = new Value<number | null>(null)

/** Where what somebody looks at is shown; empty where they are in no document. */
export function addressOfPerson({ file, element }: Presence): string {
  if (!file) return ''
  return documentAddress(file) + (element ? `?element=${encodeURIComponent(element)}` : '')
}

/** Who leads the one who is followed: they themselves, or whom they follow; undefined where all follow each other, or nobody is there. */
export function leaderOf(people: Person[], here: number | null): Person | undefined {
  const passed = new Set<number>()
  let next = here
  while (next !== null && !passed.has(next)) {
    passed.add(next)
    const person = people.find((one) => one.here === next)
    if (person === undefined) return undefined
    const leads = person.state.following ?? null
    if (leads === null) return person
    next = leads
  }
  return undefined
}

/** Shows what somebody looks at. */
export function visit(desk: Pick<Desk, 'file' | 'selected' | 'select'>, { file, element }: Presence, replace = false) {
  if (!file) return
  if (file !== desk.file) go(addressOfPerson({ file, element }), replace)
  else if (element && element !== desk.selected) desk.select(element)
}

const WITH_PEOPLE = '[data-people]'

/** Goes along with who is followed, and tells the others; a press of the pointer or a key elsewhere, or a turn of the wheel, ends it. */
export function useFollowing({ session, file, selected, select }: Pick<Desk, 'session' | 'file' | 'selected' | 'select'>) {
  const here = useValue(followed, (one) => one)
  const leader = useSession(session, (state) => leaderOf(state.people, here))
  useEffect(() => session.show({ following: here }), [session, here])
  useEffect(() => {
    if (leader) visit({ file, selected, select }, leader.state, true)
  }, [leader, file, selected, select])
  useEffect(() => {
    if (here === null) return
    const stop = (event: Event) => {
      if (!(event.target instanceof Element && event.target.closest(WITH_PEOPLE))) followed.set(null)
    }
    const acts = ['pointerdown', 'keydown', 'wheel']
    for (const act of acts) window.addEventListener(act, stop, { capture: true, passive: true })
    return () => {
      for (const act of acts) window.removeEventListener(act, stop, { capture: true })
    }
  }, [here])
}
