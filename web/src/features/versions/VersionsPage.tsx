import { useOpenSession } from '../../shared/session/useSession'
import { ComparePage } from './ComparePage'
import { HistoryPage } from './HistoryPage'
import { MergePage } from './MergePage'
import { StatePage } from './StatePage'

interface Props {
  page: 'history' | 'state' | 'compare' | 'merge'
}

/** The versions of the workspace: their graph, one of them, two beside each other, two becoming one. */
export default function VersionsPage({ page }: Props) {
  // What others commit and where they switch to is heard in the session.
  useOpenSession()
  if (page === 'state') return <StatePage />
  if (page === 'compare') return <ComparePage />
  if (page === 'merge') return <MergePage />
  return <HistoryPage />
}
