import { useMemo } from 'react'
import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { MEASURES } from '../../shared/metrics'
import TimeChart, { type Line } from '../../shared/plot/TimeChart'
import { ofMetric, type SeriesMap } from '../../shared/series'
import { Deploy } from '../../shared/ui/Deploy'
import { Notice } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './Charts.module.css'
import { TITLES } from './titles'

function linesOf(series: SeriesMap, metric: string, order: Map<string, number>): Line[] {
  return ofMetric(series, metric)
    .filter((one) => order.has(one.subject))
    .map((one) => ({ label: one.subject, points: one.points, color: order.get(one.subject) ?? 0 }))
    .sort((a, b) => a.color - b.color)
}

function Chart({ metric, order }: { metric: string; order: Map<string, number> }) {
  const series = useLive((live) => live.series)
  const lines = useMemo(() => linesOf(series, metric, order), [series, metric, order])
  const measure = MEASURES.find((one) => one.metric === metric)
  if (measure === undefined || lines.length === 0) return null
  return (
    <div className={ui.card}>
      <TimeChart title={TITLES[metric] ?? measure.label} lines={lines} show={measure.show} steps={measure.steps} />
    </div>
  )
}

export default function Charts({ application }: { application: Application }) {
  const empty = useLive((live) => live.series.size === 0)
  const deployed = useLive((live) => live.status?.deployed ?? true)
  const parts = useLive((live) => live.status?.components.filter((one) => one.service).map((one) => one.name).join(' ') ?? '')
  const order = useMemo(() => {
    const elements = application.components.map((one) => one.name)
    return new Map([...new Set([...elements, ...parts.split(' ').filter(Boolean)])].map((name, index) => [name, index]))
  }, [application.components, parts])
  if (empty) {
    return (
      <Notice title="Nothing has been measured yet">
        <p>Readings appear a few seconds after the components start.</p>
        {!deployed && <Deploy application={application.name} />}
      </Notice>
    )
  }
  return (
    <div className={ui.page}>
      <h1 className={ui.title}>Charts</h1>
      <p className={ui.lead}>{application.name}, the last 10 minutes. Point at a chart to read all of them at that time.</p>
      <div className={css.grid}>
        {Object.keys(TITLES).map((metric) => (
          <Chart key={metric} metric={metric} order={order} />
        ))}
      </div>
    </div>
  )
}
