import { lazy, Suspense } from 'react'
import type { Workspace } from '../shared/api/types'
import { Command } from '../shared/ui/Command'
import { NewDocumentLink } from '../shared/ui/NewDocument'
import { Loading, Notice } from '../shared/ui/Notice'

const ApplicationsPage = lazy(() => import('../features/workspace/ApplicationsPage'))

/** All applications; while there is none, how to begin. One alone is shown by itself. */
export function Start({ workspace }: { workspace: Workspace }) {
  if (workspace.applications.length === 1) return null
  if (workspace.applications.length > 1) {
    return (
      <Suspense fallback={<Loading what="the applications" />}>
        <ApplicationsPage />
      </Suspense>
    )
  }
  return (
    <Notice title={`${workspace.name} has no application yet`}>
      <p>
        An application says which components run on which machines: a YAML document of kind{' '}
        <code>Application</code> in this workspace. Begin with an empty one, or with a working example; then check it, and let it run:
      </p>
      <NewDocumentLink />
      <Command text="stratum check" />
      <Command text="stratum apply" />
    </Notice>
  )
}
