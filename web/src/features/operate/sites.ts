// Sites as they stand: hosts grouped by tier and site, with load, worst state and the links between.
import type { Application, Component, ComponentStatus, Host, Status } from '../../shared/api/types'
import { homeOf } from '../../shared/crews'

export const LANES = ['cloud', 'fog', 'edge'] as const

/** From worst to best; what runs not at all says nothing. */
const WORST = ['failed', 'backing-off', 'unready', 'stopping', 'starting', 'pending', 'stopped', 'ready', 'done'] as const

export interface HostNow {
  host: Host
  cpu: number | null
  memory: number | null
  components: { name: string; state: string | undefined }[]
}

export interface SiteNow {
  name: string
  tier: string
  hosts: HostNow[]
  worst: string | undefined
}

export interface Wire {
  to: string
  latency: number
  bandwidth: number
}

export function worstOf(states: (string | undefined)[]): string | undefined {
  return WORST.find((state) => states.includes(state))
}

/** The state of an element: the worst of its parts. */
function stateOf(component: Component, running: ComponentStatus[]): string | undefined {
  return worstOf(running.filter((one) => homeOf(running, one.name) === component.name).map((one) => one.state))
}

function hostNow(host: Host, application: Application, status: Status | null): HostNow {
  const running = status?.components ?? []
  const metrics = status?.hosts.find((one) => one.name === host.name)?.metrics
  const here = new Set(running.filter((one) => one.host === host.name).map((one) => homeOf(running, one.name)))
  const on = application.components.filter((one) => (here.size > 0 ? here.has(one.name) || one.host === host.name : one.host === host.name))
  return {
    host,
    cpu: metrics?.host_cpu_cores ?? null,
    memory: metrics?.host_memory_bytes ?? null,
    components: on.map((one) => ({ name: one.name, state: stateOf(one, running) })),
  }
}

const siteOf = (host: Host) => host.site || host.name

/** The sites of each tier, in the order of the model. */
export function sitesOf(application: Application, status: Status | null): Map<string, SiteNow[]> {
  const lanes = new Map<string, SiteNow[]>(LANES.map((tier) => [tier, []]))
  for (const host of application.hosts) {
    const lane = lanes.get(host.tier) ?? []
    lanes.set(host.tier, lane)
    let site = lane.find((one) => one.name === siteOf(host))
    if (site === undefined) {
      site = { name: siteOf(host), tier: host.tier, hosts: [], worst: undefined }
      lane.push(site)
    }
    site.hosts.push(hostNow(host, application, status))
  }
  for (const site of [...lanes.values()].flat()) {
    site.worst = worstOf(site.hosts.flatMap((one) => one.components.map((part) => part.state)))
  }
  return lanes
}

/** The fastest link from a site to each other one. */
export function wiresOf(application: Application, name: string): Wire[] {
  const home = new Map(application.hosts.map((host) => [host.name, siteOf(host)]))
  const found = new Map<string, Wire>()
  for (const { first, second, latency, bandwidth } of application.links) {
    const ends = [home.get(first), home.get(second)]
    const to = ends[0] === name ? ends[1] : ends[1] === name ? ends[0] : undefined
    if (to === undefined || to === name) continue
    const known = found.get(to)
    if (known === undefined || latency < known.latency) found.set(to, { to, latency, bandwidth })
  }
  return [...found.values()]
}
