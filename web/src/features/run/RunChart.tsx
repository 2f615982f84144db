import 'uplot/dist/uPlot.min.css'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import type uPlot from 'uplot'
import type { AlignedData } from 'uplot'
import { aligned, outageOf } from '../../shared/series'
import { plotColor } from '../../shared/plot/palette'
import plot from '../../shared/plot/plot.module.css'
import { usePlot } from '../../shared/plot/usePlot'
import ui from '../../shared/ui/ui.module.css'
import { saidOf, type Line } from './lines'
import { optionsOf, type Picture } from './picture'
import css from './Run.module.css'

const HEIGHT = 188

interface Props extends Picture {
  title: string
  /** The gist of the chart in a few words, beside its title. */
  gist?: ReactNode
  /** Said in place of the chart while nothing was read. */
  empty: string
}

function Swatch({ line }: { line: Line }) {
  return <span className={css.swatch} data-dashed={line.dashed} style={{ color: plotColor(line.color) }} />
}

function Legend({ lines, values }: { lines: Line[]; values: (number | null | undefined)[] }) {
  return (
    <ul className={plot.legend}>
      {lines.map((line, index) => (
        <li key={line.label}>
          <Swatch line={line} />
          {line.label} <strong>{values[index] == null ? '–' : line.show(values[index])}</strong>
        </li>
      ))}
    </ul>
  )
}

function Drawn(props: Props) {
  const { title, lines } = props
  const [at, setAt] = useState<number | null>(null)
  const now = useRef<Picture>(props)
  now.current = props
  const data = useMemo(
    () => aligned(lines.map((line) => line.points), Math.max(...lines.map((line) => outageOf(line.points)))),
    [lines],
  )
  const shape = `${lines.map((line) => line.label).join('|')} ${props.clock} ${props.bound ?? ''}`
  const onCursor = (chart: uPlot) => setAt(chart.cursor.idx ?? null)
  const ref = usePlot(optionsOf(now, onCursor), data as AlignedData, HEIGHT, shape)
  const values = lines.map((line, index) => (at === null ? line.points.at(-1)?.[1] : data[index + 1]?.[at]))
  return (
    <>
      <div ref={ref} role="img" aria-label={`${title}: ${saidOf(lines)}`} style={{ height: HEIGHT, minWidth: 0 }} />
      <Legend lines={lines} values={values} />
    </>
  )
}

/** A chart of a run: its gist in words, the lines, their values under the pointer or the newest ones. */
export function RunChart(props: Props) {
  const known = props.lines.some((line) => line.points.length > 0)
  return (
    <figure className={`${ui.card} ${plot.figure}`} aria-label={props.title}>
      <figcaption className={css.caption}>
        <span className={css.heading}>{props.title}</span>
        {known && <span className={css.gist}>{props.gist}</span>}
      </figcaption>
      {known ? <Drawn {...props} /> : <p className={css.empty}>{props.empty}</p>}
    </figure>
  )
}
