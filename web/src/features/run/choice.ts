// What is looked at, as it stands in the address: which service, how much time, which decisions.
import { GROUPS, type Group } from './decisions'

export const RANGES = [
  { seconds: 600, label: '10 min' },
  { seconds: 3600, label: '1 h' },
  { seconds: 21_600, label: '6 h' },
] as const

export interface Choice {
  service: string | null
  seconds: number
  groups: Group[]
}

export function readChoice(query: string): Choice {
  const found = new URLSearchParams(query)
  const seconds = Number(found.get('seconds'))
  return {
    service: found.get('service'),
    seconds: RANGES.find((range) => range.seconds === seconds)?.seconds ?? RANGES[0].seconds,
    groups: GROUPS.filter((group) => found.getAll('kind').includes(group)),
  }
}

export function writeChoice({ service, seconds, groups }: Choice): string {
  const query = new URLSearchParams([
    ...(service === null ? [] : [['service', service]]),
    ...(seconds === RANGES[0].seconds ? [] : [['seconds', String(seconds)]]),
    ...groups.map((group) => ['kind', group]),
  ]).toString()
  return query && `?${query}`
}
