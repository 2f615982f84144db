import { useEffect, useMemo, type ReactNode } from 'react'
import { useResource } from '../../../shared/api/resource'
import { COMMENTED, DiscussionProvider, placed, type Thread } from '../../../shared/comments/comments'
import { useSession } from '../../../shared/session/useSession'
import { useDesk } from '../desk'

/** Gives what is said of the document on the desk to what is inside; anew when anybody says more. */
export function Discussed({ children }: { children: ReactNode }) {
  const { session, file, model } = useDesk()
  const commented = useSession(session, (state) => state.commented)
  const { data, reload } = useResource<{ threads: Thread[]; people: string[] }>(`/api/comments?file=${encodeURIComponent(file)}`, commented)
  useEffect(() => {
    window.addEventListener('focus', reload)
    return () => window.removeEventListener('focus', reload)
  }, [reload])
  useEffect(() => {
    if (commented > 0) window.dispatchEvent(new Event(COMMENTED))
  }, [commented])
  const threads = useMemo(() => placed(data?.threads ?? [], model.elements), [data, model.elements])
  const value = useMemo(() => ({ threads, people: data?.people ?? [], reload }), [threads, data, reload])
  return <DiscussionProvider value={value}>{children}</DiscussionProvider>
}
