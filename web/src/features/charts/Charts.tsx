import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { Application, PlatformEvent } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { spell } from '../../shared/format'
import { MEASURES } from '../../shared/metrics'
import type { Line } from '../../shared/plot/LegendTable'
import TimeChart from '../../shared/plot/TimeChart'
import { go, useQuery } from '../../shared/router'
import { ofMetric, within, type SeriesMap } from '../../shared/series'
import { Buttons } from '../../shared/ui/Buttons'
import { Deploy } from '../../shared/ui/Deploy'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './Charts.module.css'
import { dragged, LIVE, RANGES, readSpan, writeSpan, type Span, type Window } from './span'
import { pinsOf } from './pins'
import { subjectsOf, TITLES } from './titles'
import { useNow, useStored } from './useSeries'

interface View {
  series: SeriesMap
  window: Window
  span: Span
  set: (change: Partial<Span>) => void
  order: Map<string, number>
}

function linesOf({ series, window, span, order }: View, metric: string): Line[] {
  return ofMetric(series, metric)
    .filter((one) => order.has(one.subject) && (span.only === '' || span.only === one.subject))
    .map((one) => ({ label: one.subject, points: within(one.points, window), color: order.get(one.subject) ?? 0 }))
    .filter((line) => line.points.length > 0)
    .sort((a, b) => a.color - b.color)
}

function Chart({ metric, view, events }: { metric: string; view: View; events: PlatformEvent[] }) {
  const { series, window: [from, to], span, set, order } = view
  const lines = useMemo(() => linesOf(view, metric), [series, metric, order, span.only, from, to])
  const pins = useMemo(() => pinsOf(events, [from, to], span.only), [events, from, to, span.only])
  const measure = MEASURES.find((one) => one.metric === metric)
  if (measure === undefined || lines.length === 0) return null
  return (
    <div className={ui.card}>
      <TimeChart
        title={TITLES[metric] ?? measure.label}
        lines={lines}
        show={measure.show}
        steps={measure.steps}
        extent={[from, to]}
        pins={pins}
        zoom={(start, end) => set({ held: dragged(start, end) ?? span.held })}
        only={span.only}
        choose={(label) => set({ only: span.only === label ? '' : label })}
      />
    </div>
  )
}

function Grid({ view }: { view: View }) {
  const events = useLive((live) => live.events)
  const [from, to] = view.window
  if (![...view.series.values()].some((one) => one.points.some(([time]) => time >= from && time <= to))) {
    return <p className={css.none}>Nothing was measured in this time. Choose another one.</p>
  }
  return (
    <div className={css.grid}>
      {Object.keys(TITLES).map((metric) => (
        <Chart key={metric} metric={metric} view={view} events={events} />
      ))}
    </div>
  )
}

type Shown = Omit<View, 'series' | 'window'>

/** The last minutes, as the feed brings them. */
function Fed(shown: Shown) {
  const series = useLive((live) => live.series)
  const now = useNow(1)
  return <Grid view={{ ...shown, series, window: [now - LIVE, now] }} />
}

function Stored({ name, ...shown }: Shown & { name: string }) {
  const { series, error, reload, window } = useStored(name, shown.span)
  if (series === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the readings" />
  return <Grid view={{ ...shown, series, window }} />
}

function Controls({ span, set }: Pick<Shown, 'span' | 'set'>) {
  const { held, seconds } = span
  const now = useNow(1)
  const hold = () => set({ held: [now - seconds, now] })
  return (
    <div className={css.controls}>
      {span.only && (
        <Button size="compact-sm" variant="default" onClick={() => set({ only: '' })}>
          Show all, not {span.only} alone
        </Button>
      )}
      <Buttons
        label="Time shown"
        options={RANGES.map((range) => [range.seconds as number, range.label])}
        value={held ? 0 : seconds}
        onChange={(chosen) => set({ seconds: chosen, held: null })}
      />
      <Button size="compact-sm" variant="default" onClick={held ? () => set({ held: null }) : hold}>
        {held ? 'Go on' : 'Hold'}
      </Button>
    </div>
  )
}

const LEAD = 'Point at a chart to read all of them at that time, drag over it to see that time alone. The address keeps what is shown.'

export default function Charts({ application }: { application: Application }) {
  const empty = useLive((live) => live.series.size === 0)
  const deployed = useLive((live) => live.status?.deployed ?? true)
  const parts = useLive((live) => live.status?.components.filter((one) => one.service).map((one) => one.name).join(' ') ?? '')
  const span = readSpan(useQuery())
  const order = useMemo(
    () => subjectsOf(application.components.map((one) => one.name), parts.split(' ').filter(Boolean), application.hosts.map((one) => one.name)),
    [application.components, application.hosts, parts],
  )
  const fed = span.held === null && span.seconds === LIVE
  if (empty && fed) {
    return (
      <Notice title="Nothing has been measured yet">
        <p>Readings appear a few seconds after the components start.</p>
        {!deployed && <Deploy application={application.name} />}
      </Notice>
    )
  }
  const set = (change: Partial<Span>) => go(window.location.pathname + writeSpan({ ...span, ...change }), true)
  const told = span.held ? `${spell(span.held[0])} to ${spell(span.held[1])}` : `the last ${RANGES.find((one) => one.seconds === span.seconds)?.label}`
  return (
    <div className={ui.page}>
      <div className={css.top}>
        <div>
          <h1 className={ui.title}>Charts</h1>
          <p className={ui.lead}>
            <span role="status">
              {application.name}, {told}.
            </span>{' '}
            {LEAD}
          </p>
        </div>
        <Controls span={span} set={set} />
      </div>
      {fed ? <Fed span={span} set={set} order={order} /> : <Stored name={application.name} span={span} set={set} order={order} />}
    </div>
  )
}
