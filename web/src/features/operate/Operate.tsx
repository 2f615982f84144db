import { lazy, Suspense } from 'react'
import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { Link, useQuery } from '../../shared/router'
import { Loading } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './Operate.module.css'

const PARTS = { plan: 'Plan', services: 'Services', sites: 'Sites', logs: 'Logs' } as const
type Part = keyof typeof PARTS

const PlanView = lazy(() => import('./PlanView'))
const ServicesView = lazy(() => import('./ServicesView'))
const SitesView = lazy(() => import('./SitesView'))
const LogsView = lazy(() => import('./LogsView'))

const VIEWS = { plan: PlanView, services: ServicesView, sites: SitesView, logs: LogsView }
const isPart = (text: string | null): text is Part => text !== null && text in PARTS

function Running() {
  const status = useLive((live) => live.status)
  if (status === null) return null
  if (!status.deployed) return <p className={ui.lead}>Nothing runs now.</p>
  const well = status.components.filter((one) => one.state === 'ready' || one.state === 'done').length
  return (
    <p className={ui.lead}>
      {well} of {status.components.length} processes ready
    </p>
  )
}

/** Where an application is operated: what an apply would do, sizes and versions, sites, logs. */
export default function Operate({ application }: { application: Application }) {
  const asked = new URLSearchParams(useQuery()).get('show')
  const part = isPart(asked) ? asked : 'plan'
  const View = VIEWS[part]
  return (
    <div className={ui.page}>
      <div className={css.top}>
        <div>
          <h1 className={ui.title}>{application.name}</h1>
          <Running />
        </div>
        <nav className={css.parts} aria-label="Operate">
          {Object.entries(PARTS).map(([key, title]) => (
            <Link key={key} href={`?show=${key}`} aria-current={key === part ? 'true' : undefined}>
              {title}
            </Link>
          ))}
        </nav>
      </div>
      <Suspense fallback={<Loading what={PARTS[part].toLowerCase()} />}>
        <View application={application} />
      </Suspense>
    </div>
  )
}
