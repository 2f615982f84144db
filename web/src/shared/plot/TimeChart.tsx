import 'uplot/dist/uPlot.min.css'
import { useMemo, useState } from 'react'
import uPlot, { type AlignedData } from 'uplot'
import type { Point } from '../api/types'
import { clockTime } from '../format'
import { aligned } from '../series'
import { plotColor, plotVariable } from './palette'
import css from './plot.module.css'
import { usePlot, type Colors } from './usePlot'

export interface Line {
  label: string
  points: Point[]
  /** Which colour of the palette; the same subject has the same colour in every chart. */
  color: number
}

interface Props {
  title: string
  lines: Line[]
  show: (value: number) => string
  steps?: number[]
}

const HEIGHT = 168

/** Hours and minutes, with seconds where the marks are closer than a minute. */
const TIMES = (_plot: uPlot, marks: number[], _axis: number, _space: number, step: number) =>
  marks.map((time) => clockTime(time).slice(0, step < 60 ? 8 : 5))
const AXIS_WIDTH = 64
const SYNC = uPlot.sync('time').key

const range = (_: uPlot, __: number, most: number | null): [number, number] => [0, (most ?? 0) * 1.12 || 1]
const text = (value: number | null | undefined, show: (value: number) => string) =>
  value == null ? '–' : show(value)

function optionsOf({ lines, show, steps }: Props, onCursor: (at: number | null) => void) {
  return (colors: Colors) => {
    const axis = {
      stroke: colors('muted'),
      grid: { stroke: colors('line'), width: 1 },
      ticks: { show: false },
      font: '11px "IBM Plex Sans Variable", sans-serif',
    }
    return {
      legend: { show: false },
      padding: [8, 12, 0, 0] as [number, number, number, number],
      cursor: { sync: { key: SYNC }, points: { size: 6 }, drag: { setScale: false } },
      scales: { y: { range } },
      axes: [
        { ...axis, values: TIMES, space: 70, size: 26 },
        { ...axis, size: AXIS_WIDTH, space: 34, incrs: steps, values: (_: uPlot, ticks: number[]) => ticks.map(show) },
      ],
      series: [
        {},
        ...lines.map((line) => ({
          label: line.label,
          stroke: colors(plotVariable(line.color)),
          width: 1.75,
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [(plot: uPlot) => onCursor(plot.cursor.idx ?? null)] },
    }
  }
}

function Legend({ lines, values, show }: { lines: Line[]; values: (number | null | undefined)[]; show: Props['show'] }) {
  return (
    <ul className={css.legend}>
      {lines.map((line, index) => (
        <li key={line.label}>
          <span className={css.swatch} style={{ background: plotColor(line.color) }} />
          {line.label} <strong>{text(values[index], show)}</strong>
        </li>
      ))}
    </ul>
  )
}

const lastOf = (points: Point[]) => points.at(-1)?.[1]

/** Lines over time; the legend tells the values under the pointer, else the newest ones. */
export default function TimeChart(props: Props) {
  const { title, lines, show } = props
  const [at, setAt] = useState<number | null>(null)
  const data = useMemo(() => aligned(lines.map((line) => line.points)), [lines])
    const ref = usePlot(optionsOf(props, setAt), data as AlignedData, HEIGHT, lines.map((line) => line.label).join('|'))
  const values = lines.map((line, index) => (at === null ? lastOf(line.points) : data[index + 1]?.[at]))
  return (
    <figure className={css.figure} aria-label={`${title} over time`}>
      <figcaption className={css.caption}>{title}</figcaption>
      <div ref={ref} style={{ height: HEIGHT, minWidth: 0 }} />
      <Legend lines={lines} values={values} show={show} />
    </figure>
  )
}
