import { useEffect } from 'react'
import { useResource } from '../shared/api/resource'
import { useRevision } from '../shared/api/revision'
import type { Workspace } from '../shared/api/types'
import { FeedProvider, useFeed } from '../shared/api/useLive'
import { go, usePath } from '../shared/router'
import { Loading, Problem } from '../shared/ui/Notice'
import { ApplicationView } from './ApplicationView'
import { GlobalView } from './GlobalView'
import { addressOf, placeOf } from './routes'
import { Shell } from './Shell'
import { Start } from './Start'

function Live({ name, children }: { name: string; children: React.ReactNode }) {
  return <FeedProvider value={useFeed(name)}>{children}</FeedProvider>
}

/** What the frame of the page shows until the server has told, so that a view asks for its own data meanwhile. */
const COMING: Workspace = { name: '', version: '', commit: '', branch: '', dirty: false, applications: [], pipelines: [] }

export function App() {
  const place = placeOf(usePath())
  const { data, error, reload } = useResource<Workspace>('/api/workspace', useRevision())
  const only = data?.applications.length === 1 ? data.applications[0] : undefined
  useEffect(() => {
    if (place.view === 'start' && only !== undefined) go(addressOf(only, 'overview'), true)
  }, [place.view, only])

  if (data === null && error) return <Problem error={error} retry={reload} />
  const workspace = data ?? COMING
  if (place.view === 'application') {
    return (
      <Live name={place.name} key={place.name}>
        <Shell workspace={workspace} place={place} live>
          <ApplicationView name={place.name} tab={place.tab} />
        </Shell>
      </Live>
    )
  }
  return (
    <Shell workspace={workspace} place={place}>
      {place.view !== 'start' ? <GlobalView place={place} /> : data ? <Start workspace={data} /> : <Loading what="the workspace" />}
    </Shell>
  )
}
