import type { Workspace } from '../shared/api/types'
import { Command } from '../shared/ui/Command'
import { Notice } from '../shared/ui/Notice'

/** Shown while the workspace holds no application. */
export function Start({ workspace }: { workspace: Workspace }) {
  if (workspace.applications.length > 0) return null
  return (
    <Notice title={`${workspace.name} has no application yet`}>
      <p>
        An application says which components run on which machines: a YAML document of kind{' '}
        <code>Application</code> in this workspace. Start from the working example, check it, then let it run:
      </p>
      <Command text="stratum init my-workspace" />
      <Command text="stratum check" />
      <Command text="stratum apply" />
    </Notice>
  )
}
