import type { Run } from '../../shared/api/training'
import { figure } from '../../shared/format'
import { plotColor } from '../../shared/plot/palette'
import { metricName } from './ranking'
import { trailsOf, type Trail } from './sideBySide'
import css from './models.module.css'

const HEIGHT = 190
const STEP = 150
const TOP = 40
const LEFT = 60

const x = (place: number) => LEFT + place * STEP
const y = (height: number) => TOP + (1 - height) * HEIGHT

/** A line through the figures that there are; where one is missing it begins anew. */
function pathOf({ heights }: Trail): string {
  return heights
    .map((height, place) => (height === null ? '' : `${place > 0 && heights[place - 1] !== null ? 'L' : 'M'}${x(place)} ${y(height)}`))
    .join(' ')
}

/** Candidates of several runs as lines over their figures, the better end of each always at the top. */
export function Trails({ runs }: { runs: Run[] }) {
  const { axes, trails } = trailsOf(runs)
  if (axes.length < 2) return null
  return (
    <div className={css.trails}>
      <svg width={x(axes.length - 1) + LEFT} height={TOP + HEIGHT + 24} role="img" aria-label={`${trails.length} candidates over ${axes.map((one) => metricName(one.metric)).join(', ')}`}>
        {axes.map(({ metric, low, high }, place) => (
          <g key={metric}>
            <line x1={x(place)} x2={x(place)} y1={TOP} y2={TOP + HEIGHT} />
            <text x={x(place)} y={14} className={css.axis}>
              {metricName(metric)}
            </text>
            <text x={x(place)} y={TOP - 8}>
              {figure(high)}
            </text>
            <text x={x(place)} y={TOP + HEIGHT + 16}>
              {figure(low)}
            </text>
          </g>
        ))}
        {trails.map((trail) => (
          <path key={`${trail.run} ${trail.name}`} d={pathOf(trail)} style={{ stroke: plotColor(trail.run) }}>
            <title>{`${trail.name}, run ${trail.run + 1}`}</title>
          </path>
        ))}
      </svg>
    </div>
  )
}
