import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { Icon } from '../../shared/icons'
import { Link } from '../../shared/router'
import { Command } from '../../shared/ui/Command'
import { Notice } from '../../shared/ui/Notice'
import { Canvas } from './Canvas'
import { summary } from './figures'
import css from './Overview.module.css'
import { ComponentPanel } from './Panel'
import { useSelected } from './selection'

function Summary({ application }: { application: Application }) {
  const status = useLive((live) => live.status)
  if (status === null || !status.deployed) return null
  return (
    <dl className={css.summary} aria-label="Summary">
      {summary(application, status).map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function NotDeployed({ name }: { name: string }) {
  const missing = useLive((live) => live.status !== null && !live.status.deployed)
  if (!missing) return null
  return (
    <div className={css.absent}>
      <p>
        <strong>{name} is not deployed.</strong> The drawing shows where its components would run. Look at the plan under{' '}
        <Link href={`/applications/${encodeURIComponent(name)}/operate`}>Operate</Link>, or deploy it with
      </p>
      <Command text={`stratum apply ${name}`} />
    </div>
  )
}

const errorsOf = (application: Application) =>
  application.findings.filter((finding) => finding.severity === 'error').length

/** Tells that the model is wrong and leads to what is wrong. */
function Errors({ application }: { application: Application }) {
  const errors = errorsOf(application)
  if (errors === 0) return null
  return (
    <div className={css.errors}>
      <Icon name="cross" />
      {errors === 1 ? 'An error in the model stops' : `${errors} errors in the model stop`} a deployment.
      <Link href={`/applications/${encodeURIComponent(application.name)}/findings`}>Show findings</Link>
    </div>
  )
}

function Nothing({ application }: { application: Application }) {
  const broken = errorsOf(application) > 0
  return (
    <Notice title={broken ? `${application.name} cannot be drawn yet` : `${application.name} has no components`}>
      <p>
        {broken
          ? 'Its documents have errors; the findings tell the place and the fix of each. They also come from'
          : 'Add them below components: in its document, and check it with'}
      </p>
      <Command text="stratum check" />
    </Notice>
  )
}

export default function Overview({ application }: { application: Application }) {
  if (application.components.length === 0) {
    return (
      <>
        <Errors application={application} />
        <Nothing application={application} />
      </>
    )
  }
  return (
    <div className={css.overview}>
      <div className={css.top}>
        <div>
          <h1 className={css.name}>{application.name}</h1>
          <p className={css.description}>{application.description}</p>
        </div>
        <Summary application={application} />
      </div>
      <Errors application={application} />
      <Body application={application} />
    </div>
  )
}

function Body({ application }: { application: Application }) {
  const selected = useSelected()
  const component = application.components.find((one) => one.name === selected)
  return (
    <>
      <NotDeployed name={application.name} />
      <div className={css.body}>
        <div className={css.canvas}>
          <Canvas application={application} selected={selected} />
        </div>
        {component && <ComponentPanel key={component.name} application={application} component={component} />}
      </div>
    </>
  )
}
