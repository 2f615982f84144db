import { useEffect } from 'react'
import type { Glance } from '../../shared/api/operate'
import { useResource } from '../../shared/api/resource'
import { Link } from '../../shared/router'
import { tellState } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { ordered, price, tellGlance, tellStage } from '../../shared/operations'
import css from './Applications.module.css'

const EVERY_MS = 3000
const home = (name: string) => `/applications/${encodeURIComponent(name)}`

function Facts({ glance }: { glance: Glance }) {
  const { deployed, ready, components, hosts, hourly, errors } = glance
  const said = [
    deployed ? `${ready} of ${components} components ready` : 'nothing runs',
    hosts.length > 0 ? (hosts.length === 1 ? 'on 1 host' : `on ${hosts.length} hosts`) : '',
    hourly !== null ? `${price(hourly)} an hour` : '',
    errors > 0 ? (errors === 1 ? '1 error in its documents' : `${errors} errors in its documents`) : '',
  ]
  return <p className={css.facts}>{said.filter(Boolean).join(' · ')}</p>
}

function Needs({ glance }: { glance: Glance }) {
  const { troubles, operation, name } = glance
  const failed = operation !== null && operation.over && operation.stage !== 'done'
  return (
    <ul className={css.needs}>
      {troubles.map(({ component, state, reason }) => (
        <li key={component}>
          <Mark told={tellState(state)} plain /> <strong>{component}</strong> {reason}{' '}
          <Link href={`${home(name)}/operate?show=logs&component=${encodeURIComponent(component)}`}>Log</Link>
        </li>
      ))}
      {operation && (failed || !operation.over) && (
        <li>
          <Mark told={tellStage(operation.stage)} plain /> <strong>{ordered(operation)}</strong> {operation.reason}
        </li>
      )}
    </ul>
  )
}

function Card({ glance }: { glance: Glance }) {
  const { name, description, state, documented } = glance
  return (
    <section className={`${ui.card} ${css.card}`} aria-label={name} data-tone={tellGlance(state).tone}>
      <div className={css.head}>
        <h2>{documented ? <Link href={home(name)}>{name}</Link> : name}</h2>
        <Mark told={tellGlance(state)} />
      </div>
      {description && <p className={css.description}>{description}</p>}
      <Facts glance={glance} />
      <Needs glance={glance} />
      <p className={css.ways}>
        <Link href={`${home(name)}/operate`}>Operate</Link>
        {documented && <Link href={`${home(name)}/edit`}>Edit</Link>}
      </p>
    </section>
  )
}

const inNeed = (list: Glance[]) => list.filter((one) => one.state === 'failing' || one.state === 'stuck').length

/** All applications of the workspace, those that need somebody first. */
export default function ApplicationsPage() {
  const { data, error, reload } = useResource<{ applications: Glance[] }>('/api/overview')
  useEffect(() => {
    const timer = setInterval(reload, EVERY_MS)
    return () => clearInterval(timer)
  }, [reload])
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the applications" />
  const need = inNeed(data.applications)
  return (
    <div className={ui.page}>
      <h1 className={ui.title}>Applications</h1>
      <p className={ui.lead} role="status">
        {need === 0 ? 'Nothing needs you.' : need === 1 ? '1 application needs you.' : `${need} applications need you.`}
      </p>
      <div className={css.cards}>
        {data.applications.map((glance) => (
          <Card key={glance.name} glance={glance} />
        ))}
      </div>
    </div>
  )
}
