import { plotColor } from './palette'
import css from './plot.module.css'

export interface CurveLine {
  name: string
  points: [x: number, y: number][]
  color: number
  dim: boolean
  dots?: boolean
}

interface Props {
  title: string
  xLabel: string
  yLabel: string
  lines: CurveLine[]
  /** Draws y = x: chance for ROC, perfection for calibration. */
  diagonal?: boolean
}

const SIZE = { width: 340, height: 300, left: 42, right: 10, top: 8, bottom: 40 }
const TICKS = [0, 0.25, 0.5, 0.75, 1]
const x = (value: number) => SIZE.left + value * (SIZE.width - SIZE.left - SIZE.right)
const y = (value: number) => SIZE.height - SIZE.bottom - value * (SIZE.height - SIZE.top - SIZE.bottom)

export const pathOf = (points: [number, number][]) =>
  points.map(([a, b], index) => `${index ? 'L' : 'M'}${x(a).toFixed(1)},${y(b).toFixed(1)}`).join('')

function Grid({ xLabel, yLabel }: { xLabel: string; yLabel: string }) {
  const middle = { x: (x(0) + x(1)) / 2, y: (y(0) + y(1)) / 2 }
  return (
    <g>
      {TICKS.map((tick) => (
        <g key={tick}>
          <line className={css.grid} x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
          <line className={css.grid} x1={x(tick)} x2={x(tick)} y1={y(0)} y2={y(1)} />
          <text x={x(0) - 6} y={y(tick) + 4} textAnchor="end">
            {tick}
          </text>
          <text x={x(tick)} y={y(0) + 15} textAnchor="middle">
            {tick}
          </text>
        </g>
      ))}
      <text x={middle.x} y={SIZE.height - 6} textAnchor="middle">
        {xLabel}
      </text>
      <text textAnchor="middle" transform={`translate(11, ${middle.y}) rotate(-90)`}>
        {yLabel}
      </text>
    </g>
  )
}

/** Curves on the unit square. */
export function CurvePlot({ title, xLabel, yLabel, lines, diagonal = false }: Props) {
  const names = lines.map((line) => line.name).join(', ')
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{title}</figcaption>
      <svg
        className={css.plot}
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-label={`${title} of ${names}`}
      >
        <Grid xLabel={xLabel} yLabel={yLabel} />
        {diagonal && <line className={css.diagonal} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />}
        {lines.map(({ name, points, color, dim, dots }) => (
          <g key={name} style={{ stroke: plotColor(color), fill: plotColor(color) }}>
            <path className={css.curve} data-dim={dim} d={pathOf(points)} />
            {dots && !dim && points.map(([a, b]) => <circle key={a} cx={x(a)} cy={y(b)} r={2.5} stroke="none" />)}
          </g>
        ))}
      </svg>
    </figure>
  )
}
