import { lazy, Suspense } from 'react'
import { Link } from '../shared/router'
import { Loading, Notice } from '../shared/ui/Notice'
import type { Place } from './routes'

export const documents = () => import('../features/editor/Documents')
const Documents = lazy(documents)
const EditorPage = lazy(() => import('../features/editor/EditorPage'))
const AccountPage = lazy(() => import('../features/people/AccountPage'))
const Models = lazy(() => import('../features/models/Models'))
const DataPage = lazy(() => import('../features/data/DataPage'))
const VersionPage = lazy(() => import('../features/models/VersionPage'))
const NotebookPage = lazy(() => import('../features/models/NotebookPage'))
const PipelinePage = lazy(() => import('../features/models/PipelinePage'))
const Pipelines = lazy(() => import('../features/models/Pipelines'))
const PeoplePage = lazy(() => import('../features/people/PeoplePage'))
const VersionsPage = lazy(() => import('../features/versions/VersionsPage'))
const RunPage = lazy(() => import('../features/models/RunPage'))

function chosen(place: Place) {
  if (place.view === 'documents') return <Documents />
  if (place.view === 'document') return <EditorPage file={place.file} />
  if (place.view === 'models') return <Models />
  if (place.view === 'versions') return <VersionsPage page={place.page} />
  if (place.view === 'version') return <VersionPage model={place.model} version={place.version} key={`${place.model} ${place.version}`} />
  if (place.view === 'data') return <DataPage pipeline={place.pipeline} table={place.table} />
  if (place.view === 'people') return <PeoplePage />
  if (place.view === 'account') return <AccountPage />
  if (place.view === 'pipelines') return <Pipelines />
  if (place.view === 'pipeline') return <PipelinePage name={place.name} />
  if (place.view === 'run') return <RunPage id={place.id} />
  if (place.view === 'notebook') return <NotebookPage id={place.id} />
  return (
    <Notice title="There is nothing at this address">
      <Link href="/">Go to the start of the workspace</Link>
    </Notice>
  )
}

export function GlobalView({ place }: { place: Place }) {
  return <Suspense fallback={<Loading what="the view" />}>{chosen(place)}</Suspense>
}
