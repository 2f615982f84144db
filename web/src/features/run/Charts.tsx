import { useMemo } from 'react'
import type { Service } from '../../shared/api/run'
import { count, percent, perSecond, seconds } from '../../shared/format'
import { above, accuracyLines, dataSpan, extentOf, gain, latencyLines, loadLines, pinsOf, pointsText, span } from './lines'
import { RunChart } from './RunChart'
import { heldText } from './Summary'

/** Accuracies are seldom further apart than a few points: their axis has steps of five. */
const STEP = 0.05

function latencyGist({ held, objective }: Service): string {
  if (objective.p95Latency === null) return 'no objective is set'
  if (held.readings === 0) return ''
  return `within ${seconds(objective.p95Latency)} in ${heldText(held)} of ${count(held.readings)} readings`
}

function accuracyGist(service: Service): string {
  const better = gain(service)
  const over = dataSpan(service.accuracy.live)
  return better === null ? over : `${pointsText(better)} on average, ${over}`
}

/** Distances of ticks that read well in %. */
const WHOLE_POINTS = [0.01, 0.02, 0.05, 0.1, 0.2]

interface Props {
  service: Service
  time: number
  seconds: number
}

/** Load against replicas, latency against its objective, accuracy with the platform and without. */
export function Charts({ service, time, seconds: shown }: Props) {
  const load = useMemo(() => loadLines(service), [service])
  const latency = useMemo(() => latencyLines(service), [service])
  const accuracy = useMemo(() => accuracyLines(service), [service])
  const bound = service.objective.p95Latency
  const bands = useMemo(() => above(service.series.latency, bound), [service, bound])
  const extent = extentOf(service, time, shown)
  const silent = service.running ? 'No readings yet: they come a few seconds after the first request.' : 'No readings in the time shown.'
  return (
    <>
      <RunChart title="Load and replicas" gist="requests on the left, replicas on the right" lines={load} clock="wall" extent={extent} left={perSecond} empty={silent} />
      <RunChart
        title="Latency, 95th percentile"
        gist={latencyGist(service)}
        lines={latency}
        clock="wall"
        extent={extent}
        left={seconds}
        bound={bound}
        boundLabel={bound === null ? '' : `objective ${seconds(bound)}`}
        bands={bands}
        empty={silent}
      />
      <RunChart
        title="Accuracy over the time of the data"
        gist={accuracyGist(service)}
        lines={accuracy}
        clock="data"
        span={span(accuracy, STEP)}
        ticks={WHOLE_POINTS}
        left={percent}
        pins={pinsOf(service.accuracy.marks)}
        empty={service.kept ? 'No outcome has come yet: they arrive late, when what was predicted has happened.' : 'Nobody compares the answers with what happened: the service says no keep.'}
      />
    </>
  )
}
