import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { Command } from '../../shared/ui/Command'
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
        <strong>{name} is not deployed.</strong> The drawing shows where its components would run. Deploy it with
      </p>
      <Command text={`stratum apply ${name}`} />
    </div>
  )
}

export default function Overview({ application }: { application: Application }) {
  const selected = useSelected()
  const component = application.components.find((one) => one.name === selected)
  return (
    <div className={css.overview}>
      <div className={css.top}>
        <div>
          <h1 className={css.name}>{application.name}</h1>
          <p className={css.description}>{application.description}</p>
        </div>
        <Summary application={application} />
      </div>
      <NotDeployed name={application.name} />
      <div className={css.body}>
        <div className={css.canvas}>
          <Canvas application={application} selected={selected} />
        </div>
        {component && <ComponentPanel key={component.name} application={application} component={component} />}
      </div>
    </div>
  )
}
