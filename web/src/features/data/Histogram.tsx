import type { Numbers } from '../../shared/api/data'
import css from './data.module.css'

const HEIGHT = 44

/** How often values of each size occur. */
export function Histogram({ numbers, name }: { numbers: Numbers; name: string }) {
  const most = Math.max(...numbers.counts, 1)
  const bins = numbers.counts.length
  return (
    <svg className={css.histogram} viewBox={`0 0 ${bins} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Histogram of ${name}`}>
      {numbers.counts.map((times, at) => {
        const height = times === 0 ? 0 : Math.max(1, (times / most) * HEIGHT)
        return <rect key={at} x={at + 0.06} y={HEIGHT - height} width={0.88} height={height} />
      })}
    </svg>
  )
}
