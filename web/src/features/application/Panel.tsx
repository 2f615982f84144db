import { CloseButton } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Application, Component, ComponentStatus, Host } from '../../shared/api/types'
import { useComponentStatus, useLive } from '../../shared/api/useLive'
import { amount, clockTime, duration, words } from '../../shared/format'
import { partsOf } from '../../shared/crews'
import { hasIcon, Icon } from '../../shared/icons'
import { Link } from '../../shared/router'
import { tellState } from '../../shared/states'
import { Facts, type Fact } from '../../shared/ui/Facts'
import { Mark } from '../../shared/ui/Mark'
import { Connections, Parts, RecentEvents } from './PanelLists'
import { Sparks } from './Sparks'
import css from './Panel.module.css'
import { blockId, select } from './selection'

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

function Head({ component, close }: { component: Component; close: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <header className={css.head}>
      <Icon name={hasIcon(component.role) ? component.role : 'component'} size={20} />
      <div>
        <h2 ref={heading} tabIndex={-1}>
          {component.name}
        </h2>
        <p>{component.type}</p>
      </div>
      <CloseButton aria-label="Close the panel" onClick={close} />
    </header>
  )
}

/** Who decided on the host of a component. */
function decided({ selected, placed }: Component): string {
  if (selected) return `where ${selected} is`
  return placed ? 'chosen by the platform' : 'fixed in the model'
}

function placementOf(component: Component, host: Host | undefined): Fact[] {
  const chosen = decided(component)
  if (host === undefined) return [['Host', component.host || 'none yet']]
  return [
    ['Host', `${host.name}, ${chosen}`],
    ['Site', `${host.site || '–'}, ${host.tier}`],
    ['Address', host.address || '–'],
  ]
}

function processOf(status: ComponentStatus, now: number): Fact[] {
  if (status.pid === 0) return [['Restarts', String(status.restarts)]]
  const since = `${clockTime(status.started)}, ${duration(now - status.started)} ago`
  return [
    ['Started', since],
    ['Restarts', String(status.restarts)],
    ['Process id', String(status.pid)],
  ]
}

const factsOf = (values: Record<string, unknown>): Fact[] =>
  Object.entries(values).map(([name, value]) => [words(name), amount(name, value)])

function Running({ status }: { status: ComponentStatus | undefined }) {
  const now = useLive((live) => live.status?.time ?? 0)
  const told = tellState(status?.state)
  return (
    <>
      <p className={css.state}>
        <Mark told={told} />
        {status?.reason && <span>{status.reason}</span>}
      </p>
      {status && <Facts facts={processOf(status, now)} />}
    </>
  )
}

/** The parts of a service, with the way to its run. */
function Service({ name, application }: { name: string; application: string }) {
  const parts = partsOf(useLive((live) => live.status?.components) ?? [], name)
  if (parts.length === 0) return null
  const run = `/applications/${encodeURIComponent(application)}/run?service=${encodeURIComponent(name)}`
  return (
    <Section title="Parts of the service">
      <Parts parts={parts} />
      <Link href={run}>How its model is kept</Link>
    </Section>
  )
}

export function ComponentPanel({ application, component }: { application: Application; component: Component }) {
  const status = useComponentStatus(component.name)
  const close = () => {
    select(null)
    document.getElementById(blockId(component.name))?.focus()
  }
  const host = application.hosts.find((one) => one.name === component.host)
  const wishes = [...factsOf(component.requires), ...factsOf(component.qos)]
  const attributes = factsOf(component.attributes)
  return (
    <aside
      className={css.panel}
      aria-label={`Component ${component.name}`}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <Head component={component} close={close} />
      <Section title="State">
        {component.selected ? <p>It is {component.selected}, and runs there.</p> : <Running status={status} />}
      </Section>
      <Service name={component.name} application={application.name} />
      <Sparks component={component} />
      <Section title="Placement">
        <Facts facts={placementOf(component, host)} />
      </Section>
      {wishes.length > 0 && (
        <Section title="Requirements">
          <Facts facts={wishes} />
        </Section>
      )}
      {attributes.length > 0 && (
        <Section title="Attributes">
          <Facts facts={attributes} />
        </Section>
      )}
      <Section title="Connections">
        <Connections application={application} name={component.name} />
      </Section>
      <Section title="Recent events">
        <RecentEvents name={component.name} />
      </Section>
    </aside>
  )
}
