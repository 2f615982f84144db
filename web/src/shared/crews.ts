// The parts of a service: replicas of versions, and what stands beside them.
import type { ComponentStatus } from './api/types'

/** Everything that runs for a service beside the component that bears its name. */
export const partsOf = (components: ComponentStatus[], service: string) =>
  components.filter((one) => one.service === service && one.name !== service)

/** The element that a component belongs to: its service, or itself. */
export function homeOf(components: ComponentStatus[], name: string): string {
  const found = components.find((one) => one.name === name)
  return found?.service || name
}

/** `v3 × 2, v4 × 1`; with `1 of 2` where not all are ready. */
export function crewText(components: ComponentStatus[], service: string): string {
  const replicas = partsOf(components, service).filter((one) => one.version !== '')
  const versions = [...new Set(replicas.map((one) => one.version))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const told = versions.map((version) => {
    const own = replicas.filter((one) => one.version === version)
    const ready = own.filter((one) => one.state === 'ready').length
    return `v${version} × ${ready < own.length ? `${ready} of ${own.length}` : own.length}`
  })
  return told.join(', ')
}
