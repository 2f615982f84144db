import { useEffect, useState, useSyncExternalStore } from 'react'
import { LiveSession } from './live'
import { ownName } from './ownName'
import { randomId } from './protocol'
import type { Session, SessionState } from './session'

/** The session of the workspace, for as long as the component is there. */
export function useOpenSession(): Session {
  const [session] = useState(() => new LiveSession(randomId(), ownName()))
  useEffect(() => {
    const keep = () => {
      // What is typed in a field is taken when the field is left.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      session.keep()
    }
    session.open()
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      session.close()
    }
  }, [session])
  return session
}

export const useSession = <Part>(session: Session, part: (state: SessionState) => Part): Part =>
  useSyncExternalStore(session.subscribe, () => part(session.get()))
