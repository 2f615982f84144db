// What uPlot needs for a chart of a run: axes, lines, and what is drawn behind and over them.
import type { RefObject } from 'react'
import uPlot, { type Options } from 'uplot'
import { clockTime, dataDay } from '../../shared/format'
import { plotVariable } from '../../shared/plot/palette'
import { drawPins, FONT, type Pin } from '../../shared/plot/pins'
import type { Colors } from '../../shared/plot/usePlot'
import type { Band, Line } from './lines'
import { drawBands, drawBound } from './paint'

export interface Picture {
  lines: Line[]
  /** What the horizontal axis tells: the time of the clock or that of the data. */
  clock: 'wall' | 'data'
  /** First and last time on the axis; where the readings begin and end if left out. */
  extent?: [from: number, to: number]
  /** Where the left axis begins and ends; from 0 to a bit above the highest reading if left out. */
  span?: [low: number, high: number]
  left: (value: number) => string
  /** Distances between ticks of the left axis; uPlot's own if left out. */
  ticks?: number[]
  /** A bound to be seen with its name. */
  bound?: number | null
  boundLabel?: string
  bands?: Band[]
  pins?: Pin[]
}

type Now = RefObject<Picture>

const SYNC = 'run'
const MONTH_DAY = (time: number) => dataDay(time).split(' ').slice(0, 2).join(' ')

const wallTimes = (_: uPlot, marks: number[], __: number, ___: number, step: number) =>
  marks.map((time) => clockTime(time).slice(0, step < 60 ? 8 : 5))
const dataTimes = (_: uPlot, marks: number[]) => marks.map(MONTH_DAY)

/** From 0 to a bit above the highest reading and the bound. */
const fromZero = (now: Now) => (_: uPlot, __: number | null, most: number | null): [number, number] => {
  const { span, bound } = now.current
  if (span) return span
  return [0, Math.max(most ?? 0, bound ?? 0) * 1.15 || 1]
}

/** Whole replicas, at least up to 2, so that one replica is not drawn as if it were all. */
const whole = (_: uPlot, __: number | null, most: number | null): [number, number] => [0, Math.max(2, Math.ceil(most ?? 0) + 1)]

function axesOf({ lines, clock, left, ticks: incrs }: Picture, colors: Colors): Options['axes'] {
  const axis = { stroke: colors('muted'), grid: { stroke: colors('line'), width: 1 }, ticks: { show: false }, font: FONT }
  const across =
    clock === 'wall'
      ? { ...axis, values: wallTimes, space: 70, size: 26 }
      : { ...axis, values: dataTimes, space: 64, size: 26 }
  const axes: Options['axes'] = [
    across,
    { ...axis, size: 56, space: 32, incrs, values: (_: uPlot, ticks: number[]) => ticks.map(left) },
  ]
  if (lines.some((line) => line.right)) {
    const values = (_: uPlot, ticks: number[]) => ticks.map((tick) => (Number.isInteger(tick) ? String(tick) : ''))
    axes.push({ ...axis, scale: 'right', side: 1, size: 30, space: 26, incrs: [1, 2, 5, 10, 50, 100], grid: { show: false }, values })
  }
  return axes
}

/** Days of the data begin when they do in UTC. */
const inUtc = (time: number) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC')

const stepped = () => uPlot.paths.stepped?.({ align: 1 })

function seriesOf(lines: Line[], colors: Colors): Options['series'] {
  const drawn = lines.map((line) => ({
    label: line.label,
    scale: line.right ? 'right' : 'y',
    stroke: colors(plotVariable(line.color)),
    fill: line.filled ? `${colors(plotVariable(line.color))}1f` : undefined,
    width: line.dashed ? 1.5 : 1.75,
    dash: line.dashed ? [5, 4] : undefined,
    paths: line.steps ? stepped() : undefined,
    points: { show: false },
  }))
  return [{}, ...drawn]
}

/** Options of a chart; what changes from second to second is read from `now` while drawing. */
export const optionsOf =
  (now: Now, onCursor: (chart: uPlot) => void) =>
  (colors: Colors): Omit<Options, 'width' | 'height'> => {
    const { lines, clock } = now.current
    const extent = (_: uPlot, low: number, high: number): [number, number] => now.current.extent ?? [low, high]
    return {
      legend: { show: false },
      tzDate: clock === 'data' ? inUtc : undefined,
      padding: [8, lines.some((line) => line.right) ? 2 : 20, 0, 0],
      cursor: { sync: clock === 'wall' ? { key: SYNC } : undefined, points: { size: 6 }, drag: { setScale: false } },
      scales: { x: { range: extent, time: true }, y: { range: fromZero(now) }, right: { range: whole } },
      axes: axesOf(now.current, colors),
      series: seriesOf(lines, colors),
      hooks: {
        setCursor: [onCursor],
        drawClear: [(chart) => drawBands(chart, now.current.bands ?? [], colors)],
        draw: [
          (chart) => drawBound(chart, now.current.bound, now.current.boundLabel ?? '', colors),
          (chart) => drawPins(chart, now.current.pins ?? [], colors),
        ],
      },
    }
  }
