import { lazy, Suspense } from 'react'
import { applicationPath } from '../shared/api/client'
import { useResource } from '../shared/api/resource'
import type { Application } from '../shared/api/types'
import { useLive } from '../shared/api/useLive'
import { Link } from '../shared/router'
import { Loading, Problem } from '../shared/ui/Notice'
import { documents } from './GlobalView'
import type { Place, Tab } from './routes'

const overview = () => import('../features/application/Overview')
const Overview = lazy(overview)
const Operate = lazy(() => import('../features/operate/Operate'))
const Run = lazy(() => import('../features/run/Run'))
const Charts = lazy(() => import('../features/charts/Charts'))
const Events = lazy(() => import('../features/events/Events'))
const editor = () => import('../features/editor/EditorPage')
const EditorPage = lazy(editor)
const Findings = lazy(() => import('../features/findings/Findings'))

/** Begins to load the code of a view while the server is still asked who is here. */
export function warm(place: Place) {
  if (place.view === 'start' || (place.view === 'application' && place.tab === 'overview')) void overview()
  if (place.view === 'documents') void documents()
  if (place.view === 'document' || (place.view === 'application' && place.tab === 'edit')) void editor()
}

const VIEWS = { overview: Overview, operate: Operate, run: Run, charts: Charts, events: Events }

type Viewed = Exclude<Tab, 'edit'>

function Loaded({ name, tab }: { name: string; tab: Viewed }) {
  const generation = useLive((live) => live.generation)
  const { data, error, reload } = useResource<Application>(applicationPath(name), generation)
  if (data === null && error) {
    return (
      <Problem error={error} retry={reload}>
        <p>
          <Link href="/">To the start</Link>
        </p>
      </Problem>
    )
  }
  if (data === null) return <Loading what={name} />
  const View = tab === 'findings' ? null : VIEWS[tab]
  return View ? <View application={data} /> : <Findings application={data} onFixed={reload} />
}

export function ApplicationView({ name, tab }: { name: string; tab: Tab }) {
  return (
    <Suspense fallback={<Loading what={tab} />}>
      {tab === 'edit' ? <EditorPage application={name} /> : <Loaded name={name} tab={tab} />}
    </Suspense>
  )
}
