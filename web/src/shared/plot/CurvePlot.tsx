import { short } from '../format'
import { plotColor } from './palette'
import { pathOf, plane, SIZE, type Plane } from './plane'
import css from './plot.module.css'

export interface CurveLine {
  name: string
  points: [x: number, y: number][]
  color: number
  dim: boolean
}

interface Props {
  title: string
  xLabel: string
  yLabel: string
  lines: CurveLine[]
  /** Draws y = x: chance for ROC, perfection for calibration and regressions. */
  diagonal: boolean
  /** Lines, points, or both. */
  marks: 'line' | 'dots' | 'both'
  /** Where both axes begin and end. */
  extent?: [low: number, high: number]
  /** Where the upright axis does, where that is elsewhere; with a line at zero. */
  upright?: [low: number, high: number]
}

function Grid({ on, xLabel, yLabel }: { on: Plane; xLabel: string; yLabel: string }) {
  const { x, y, ticks, yTicks } = on
  const [low, high] = [y(yTicks[0] ?? 0), y(yTicks.at(-1) ?? 1)]
  const [left, right] = [SIZE.left, SIZE.width - SIZE.right]
  const [top, bottom] = [SIZE.top, SIZE.height - SIZE.bottom]
  return (
    <g>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line className={css.grid} x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {short(tick)}
          </text>
        </g>
      ))}
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={css.grid} x1={x(tick)} x2={x(tick)} y1={bottom} y2={top} />
          <text x={x(tick)} y={bottom + 15} textAnchor="middle">
            {short(tick)}
          </text>
        </g>
      ))}
      <text x={(left + right) / 2} y={SIZE.height - 6} textAnchor="middle">
        {xLabel}
      </text>
      <text textAnchor="middle" transform={`translate(11, ${(low + high) / 2}) rotate(-90)`}>
        {yLabel}
      </text>
    </g>
  )
}

function Line({ line, on, marks }: { line: CurveLine; on: Plane; marks: Props['marks'] }) {
  const color = plotColor(line.color)
  return (
    <g style={{ stroke: color, fill: color }}>
      {marks !== 'dots' && <path className={css.curve} data-dim={line.dim} d={pathOf(on, line.points)} />}
      {marks !== 'line' &&
        !line.dim &&
        line.points.map(([a, b], index) => <circle key={index} cx={on.x(a)} cy={on.y(b)} r={2.5} stroke="none" />)}
    </g>
  )
}

/** Curves of several candidates on one square. */
export function CurvePlot({ title, xLabel, yLabel, lines, diagonal, marks, extent = [0, 1], upright }: Props) {
  const on = plane(...extent, upright)
  const [low, high] = extent
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{title}</figcaption>
      <svg
        className={css.plot}
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-label={`${title} of ${lines.map((line) => line.name).join(', ')}`}
      >
        <Grid on={on} xLabel={xLabel} yLabel={yLabel} />
        {diagonal && <line className={css.diagonal} x1={on.x(low)} y1={on.y(low)} x2={on.x(high)} y2={on.y(high)} />}
        {upright && <line className={css.diagonal} x1={on.x(low)} y1={on.y(0)} x2={on.x(high)} y2={on.y(0)} />}
        {lines.map((line) => (
          <Line key={line.name} line={line} on={on} marks={marks} />
        ))}
      </svg>
    </figure>
  )
}
