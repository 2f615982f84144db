// The numbers that a decision saw, in words and units.
import { bytes, cores, count, dataDay, days, perSecond, plain, seconds, share, short, words } from '../../shared/format'
import type { Saw } from '../../shared/api/run'
import type { Fact } from '../../shared/ui/Facts'

type Show = (value: number) => string

// The first that fits the name decides.
const UNITS: [pattern: RegExp, show: Show][] = [
  [/(dataTime|moment|until|since)$/i, dataDay],
  [/(accuracy|ratio|share|utilisation|confidence|probability)/i, share],
  [/error_?rate/i, share],
  [/(^|_)rate(_|$)|per_?second$/i, perSecond],
  [/^objective$/, seconds],
  [/^(champion|challenger)$/, share],
  [/^(difference|standardError)$/, (value) => `${(value * 100).toFixed(2)} points`],
  [/(latency|p50|p95|p99|cooldown|idle|period)/i, seconds],
  [/(age|window|seconds)$/i, (value) => (value >= 120 ? days(value) : seconds(value))],
  [/(memory|bytes)/i, bytes],
  [/(cpu|cores)/i, cores],
]

/** `latency_p95_seconds` and `latencyP95` as `Latency p95`. */
export function nameOf(key: string): string {
  const spaced = key.replace(/_(seconds|cores|bytes|ratio)$/, '').replaceAll('_', ' ').replaceAll('-', ' ')
  return words(spaced)
}

export function valueOf(key: string, value: unknown): string {
  if (typeof value !== 'number') return plain(value ?? '–') || '–'
  if (!Number.isFinite(value)) return String(value)
  const unit = UNITS.find(([pattern]) => pattern.test(key))
  if (unit) return unit[1](value)
  return Number.isInteger(value) ? count(value) : short(value)
}

export const factsOf = (saw: Saw): Fact[] => Object.entries(saw).map(([key, value]) => [nameOf(key), valueOf(key, value)])
