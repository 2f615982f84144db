import 'uplot/dist/uPlot.min.css'
import { useMemo, useRef, useState, type RefObject } from 'react'
import uPlot, { type AlignedData } from 'uplot'
import type { Point } from '../api/types'
import { clockTime, dayMonth } from '../format'
import { aligned, outageOf } from '../series'
import { LegendTable, type Line } from './LegendTable'
import { plotVariable } from './palette'
import { drawPins, FONT, type Pin } from './pins'
import css from './plot.module.css'
import { usePlot, type Colors } from './usePlot'

interface Props {
  title: string
  lines: Line[]
  show: (value: number) => string
  steps?: number[]
  /** First and last time on the axis. */
  extent: [from: number, to: number]
  pins: Pin[]
  /** Takes the time that was dragged over. */
  zoom: (from: number, to: number) => void
  /** The one line that is shown; empty for all. */
  only: string
  choose: (label: string) => void
}

const HEIGHT = 168
const AXIS_WIDTH = 64
const SYNC = uPlot.sync('time').key

/** Hours and minutes; seconds where the marks are closer than a minute, days where they are as far apart. */
const TIMES = (_plot: uPlot, marks: number[], _axis: number, _space: number, step: number) =>
  marks.map((time) => (step >= 86_400 ? dayMonth(time) : clockTime(time).slice(0, step < 60 ? 8 : 5)))

const range = (_: uPlot, __: number, most: number | null): [number, number] => [0, (most ?? 0) * 1.12 || 1]

/** Hands on what was dragged over, and takes the mark of it away. */
function onSelect(plot: uPlot, zoom: Props['zoom']) {
  const { left, width } = plot.select
  if (width <= 0) return
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  zoom(from, to)
}

function optionsOf(now: RefObject<Props>, onCursor: (at: number | null) => void) {
  return (colors: Colors) => {
    const { lines, show, steps } = now.current
    const axis = { stroke: colors('muted'), grid: { stroke: colors('line'), width: 1 }, ticks: { show: false }, font: FONT }
    return {
      legend: { show: false },
      padding: [8, 12, 0, 0] as [number, number, number, number],
      cursor: { sync: { key: SYNC }, points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { range: (): [number, number] => now.current.extent }, y: { range } },
      axes: [
        { ...axis, values: TIMES, space: 70, size: 26 },
        { ...axis, size: AXIS_WIDTH, space: 34, incrs: steps, values: (_: uPlot, ticks: number[]) => ticks.map(show) },
      ],
      series: [
        {},
        ...lines.map((line) => ({ label: line.label, stroke: colors(plotVariable(line.color)), width: 1.75, points: { show: false } })),
      ],
      hooks: {
        setCursor: [(plot: uPlot) => onCursor(plot.cursor.idx ?? null)],
        setSelect: [(plot: uPlot) => onSelect(plot, now.current.zoom)],
        draw: [(plot: uPlot) => drawPins(plot, now.current.pins, colors)],
      },
    }
  }
}

const lastOf = (points: Point[]) => points.at(-1)?.[1]

/** Lines over time; the legend tells the values under the pointer, else the newest ones. */
export default function TimeChart(props: Props) {
  const { title, lines, show, only, choose } = props
  const [at, setAt] = useState<number | null>(null)
  const now = useRef(props)
  now.current = props
  const data = useMemo(() => {
    const all = lines.map((line) => line.points)
    const longest = all.reduce((one, other) => (other.length > one.length ? other : one), [])
    return aligned(all, outageOf(longest))
  }, [lines])
  const ref = usePlot(optionsOf(now, setAt), data as AlignedData, HEIGHT, lines.map((line) => line.label).join('|'))
  const values = lines.map((line, index) => (at === null ? lastOf(line.points) : data[index + 1]?.[at]))
  return (
    <figure className={css.figure} aria-label={`${title} over time`}>
      <figcaption className={css.caption}>{title}</figcaption>
      <div ref={ref} style={{ height: HEIGHT, minWidth: 0 }} />
      <LegendTable lines={lines} values={values} at={at === null ? null : (data[0][at] ?? null)} show={show} only={only} choose={choose} />
    </figure>
  )
}
