import type { Service } from '../../shared/api/run'
import type { Point } from '../../shared/api/types'
import { count, dataDay, days, perSecond, seconds, share } from '../../shared/format'
import { EVEN, gain, pointsText } from './lines'
import css from './Run.module.css'

interface Tile {
  label: string
  value: string
  about: string
  tone?: 'good' | 'warn'
}

const last = (points: Point[]): number | null => points.at(-1)?.[1] ?? null
const said = (value: number | null, show: (value: number) => string) => (value === null ? '–' : show(value))

/** The share of readings within the objective, never rounded up to all of them. */
export function heldText({ readings, violated }: Service['held']): string {
  if (readings === 0) return '–'
  if (violated === 0) return '100 %'
  return `${(Math.floor((1 - violated / readings) * 1000) / 10).toFixed(1)} %`
}

function replicasOf({ routes, minimum, maximum }: Service): Tile {
  const [main, ...others] = routes
  const allowed = minimum === maximum ? 'fixed by the model' : `${minimum} to ${maximum} allowed`
  if (main === undefined) return { label: 'Replicas', value: '–', about: allowed }
  const beside = others.map((route) => `${route.ready} ${route.name}`).join(', ')
  return {
    label: 'Replicas',
    value: main.replicas === 0 ? 'asleep' : `${main.ready} of ${main.replicas}`,
    about: beside ? `and ${beside}` : allowed,
    tone: main.ready < main.replicas ? 'warn' : undefined,
  }
}

function latencyOf({ series, objective, held }: Service): Tile[] {
  const now = last(series.latency)
  const bound = objective.p95Latency
  const p95: Tile = {
    label: 'p95 latency',
    value: said(now, seconds),
    about: bound === null ? 'no objective' : `at most ${seconds(bound)}`,
    tone: now !== null && bound !== null && now > bound ? 'warn' : undefined,
  }
  if (bound === null) return [p95]
  const about = held.readings === 0 ? 'nothing was read yet' : `${count(held.violated)} of ${count(held.readings)} readings above`
  return [p95, { label: 'Objective held', value: heldText(held), about }]
}

function accuracyOf(service: Service): Tile[] {
  if (!service.kept) return []
  const better = gain(service)
  return [
    {
      label: 'Accuracy',
      value: said(last(service.accuracy.live), share),
      about: better === null ? 'outcomes are awaited' : Math.abs(better) < EVEN ? 'no gain so far' : `${pointsText(better)} by the platform`,
      tone: better !== null && better >= EVEN ? 'good' : undefined,
    },
    {
      label: 'Data time',
      value: said(service.dataTime, dataDay),
      about: service.age === null ? 'age of the model not known' : `model is ${days(Math.max(0, service.age))} old`,
    },
  ]
}

export function tilesOf(service: Service): Tile[] {
  const rows = last(service.series.rows)
  const load: Tile = {
    label: 'Load',
    value: said(last(service.series.load), perSecond),
    about: rows === null ? 'requests' : `requests, ${perSecond(rows)} rows`,
  }
  return [load, replicasOf(service), ...latencyOf(service), ...accuracyOf(service)]
}

/** The run in one line: load, replicas, latency against its objective, accuracy against nobody caring. */
export function Summary({ service }: { service: Service }) {
  return (
    <dl className={css.tiles} aria-label="Summary">
      {tilesOf(service).map(({ label, value, about, tone }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <strong>{value}</strong>
            <span data-tone={tone}>{about}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
