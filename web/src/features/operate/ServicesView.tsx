import { applicationPath } from '../../shared/api/client'
import { useAccount } from '../../shared/api/account'
import type { ServiceBounds } from '../../shared/api/operate'
import { useResource } from '../../shared/api/resource'
import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { bytes, cores } from '../../shared/format'
import { Link } from '../../shared/router'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { ModelForm } from './ModelForm'
import css from './Operate.module.css'
import { SizeForm } from './SizeForm'
import { TrialView } from './TrialView'

/** Grows with each event that may change a service. */
const useTurn = () =>
  useLive((live) => live.events.find((one) => /^(deployment|cycle|challenger|training|lifecycle|resources)\./.test(one.type))?.time ?? 0)

function now({ replicas, cpu, memory, host }: ServiceBounds): string {
  const each = [cpu.now > 0 && cores(cpu.now), memory.now > 0 && bytes(memory.now)].filter(Boolean).join(', ')
  return `${replicas.now} × ${each || 'no limit'} on ${host}`
}

function ServiceCard({ application, name }: { application: string; name: string }) {
  const turn = useTurn()
  const { account } = useAccount()
  const path = `${applicationPath(application)}/services/${encodeURIComponent(name)}`
  const { data, error, reload } = useResource<ServiceBounds>(path, turn)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what={name} />
  const may = account.may.includes('operate')
  return (
    <section className={`${ui.card} ${css.service}`} aria-label={`Service ${name}`}>
      <div className={css.head}>
        <h2 className={ui.heading}>{name}</h2>
        <span className={css.by}>{now(data)}</span>
        <Link href={`/applications/${encodeURIComponent(application)}/run?service=${encodeURIComponent(name)}`}>Its run</Link>
      </div>
      {data.policy && (
        <p className={css.same}>
          Scaled by the policy {data.policy}, which may change again what is set by hand.
        </p>
      )}
      {data.model?.trial && <TrialView trial={data.model.trial} />}
      {!may && <p className={css.same}>Changing it takes a role of at least operator.</p>}
      <div className={css.forms}>
        <SizeForm key={`${data.replicas.now} ${data.cpu.now} ${data.memory.now} ${data.host}`} path={path} service={data} may={may} done={reload} />
        {data.model && <ModelForm path={path} model={data.model} may={may} done={reload} />}
      </div>
    </section>
  )
}

/** The services of an application: sizes, hosts and versions, between the bounds of the model. */
export default function ServicesView({ application }: { application: Application }) {
  const names = useLive((live) => (live.status?.components ?? []).filter((one) => one.service === one.name).map((one) => one.name).join('\n'))
  const looked = useLive((live) => live.status !== null)
  if (!looked) return <Loading what="the services" />
  if (names === '') {
    return (
      <Notice title="No service runs">
        <p>
          Services are scaled, moved and given other versions here while they run: components of type <code>ModelService</code>.
        </p>
        <Link href="?show=plan">Look at the plan</Link>
      </Notice>
    )
  }
  return (
    <div className={css.plan}>
      {names.split('\n').map((name) => (
        <ServiceCard key={name} application={application.name} name={name} />
      ))}
    </div>
  )
}
