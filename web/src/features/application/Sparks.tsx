import { lazy, Suspense } from 'react'
import type { Component } from '../../shared/api/types'
import { useComponentStatus, useLive } from '../../shared/api/useLive'
import { MEASURES } from '../../shared/metrics'
import { pointsOf } from '../../shared/series'
import { loads } from './figures'
import css from './Panel.module.css'

const Spark = lazy(() => import('../../shared/plot/Spark'))

/** The last ten minutes of everything that is measured of a component. */
export function Sparks({ component }: { component: Component }) {
  const series = useLive((live) => live.series)
  const metrics = useComponentStatus(component.name)?.metrics
  const limits = new Map(loads(component, metrics).map((load) => [load.metric, load]))
  const told = MEASURES.map((measure) => ({ ...measure, points: pointsOf(series, measure.metric, component.name) }))
  const service = metrics?.service_cpu_cores != null
  const measured = told.filter((one) => one.points.length > 0 && !(service && one.metric.startsWith('component_')))
  if (measured.length === 0) return null
  return (
    <section className={css.section}>
      <h3>Last 10 minutes</h3>
      <Suspense fallback={null}>
        {measured.map(({ metric, label, show, points }) => {
          const last = points.at(-1)?.[1]
          const limit = limits.get(metric)?.limit
          return (
            <div key={metric} className={css.spark} title={limit ? `at most ${show(limit)}` : undefined}>
              <span>{label}</span>
              <Spark points={points} />
              <strong>{last == null ? '–' : show(last)}</strong>
            </div>
          )
        })}
      </Suspense>
    </section>
  )
}
