import { lazy, Suspense } from 'react'
import { Link } from '../shared/router'
import { Loading, Notice } from '../shared/ui/Notice'
import type { Place } from './routes'

const Models = lazy(() => import('../features/models/Models'))
const RunPage = lazy(() => import('../features/models/RunPage'))

function chosen(place: Place) {
  if (place.view === 'models') return <Models />
  if (place.view === 'run') return <RunPage id={place.id} />
  return (
    <Notice title="There is nothing at this address">
      <Link href="/">Go to the start of the workspace</Link>
    </Notice>
  )
}

export function GlobalView({ place }: { place: Place }) {
  return <Suspense fallback={<Loading what="the view" />}>{chosen(place)}</Suspense>
}
