import { useEffect, useState, useSyncExternalStore } from 'react'
import { HttpSession } from './http'
import type { Session, SessionState } from './session'

/** The session of the workspace, for as long as the component is there. */
export function useOpenSession(): Session {
  const [session] = useState(() => new HttpSession())
  useEffect(() => {
    session.open()
    return () => session.close()
  }, [session])
  return session
}

export const useSession = <Part>(session: Session, part: (state: SessionState) => Part): Part =>
  useSyncExternalStore(session.subscribe, () => part(session.get()))
