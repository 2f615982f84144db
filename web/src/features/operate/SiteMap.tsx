import { seconds } from '../../shared/format'
import { tellState } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import css from './SiteMap.module.css'
import type { Grid, Sheet, Spot } from './geography'

const percent = (share: number) => `${share * 100}%`

function Meridian({ at, label }: Grid) {
  return (
    <div className={css.meridian} style={{ left: percent(at) }}>
      {label}
    </div>
  )
}

function Parallel({ at, label }: Grid) {
  return (
    <div className={css.parallel} style={{ top: percent(at) }}>
      {label}
    </div>
  )
}

interface SpotProps {
  spot: Spot
  open: boolean
  toggle: () => void
}

function SpotMark({ spot: { site, x, y }, open, toggle }: SpotProps) {
  const told = tellState(site.worst)
  return (
    <button
      type="button"
      className={css.spot}
      data-tone={told.tone}
      data-side={x > 0.7 ? 'left' : 'right'}
      aria-pressed={open}
      style={{ left: percent(x), top: percent(y) }}
      onClick={toggle}
    >
      <span className={css.name}>{site.name}</span>
      <Mark told={told} plain />
    </button>
  )
}

interface Props {
  sheet: Sheet
  opened: string[]
  toggle: (site: string) => void
}

/** Sites where they are on the earth, with how they are; a click opens what is inside below. */
export function SiteMap({ sheet, opened, toggle }: Props) {
  return (
    <section className={css.sheet} style={{ aspectRatio: sheet.shape }} aria-label="Map of the sites">
      <div aria-hidden>
        {sheet.meridians.map((one) => (
          <Meridian key={one.label} {...one} />
        ))}
        {sheet.parallels.map((one) => (
          <Parallel key={one.label} {...one} />
        ))}
      </div>
      <svg className={css.lines} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {sheet.lines.map(({ from, to }) => (
          <line key={`${from.site.name} ${to.site.name}`} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
        ))}
      </svg>
      {sheet.lines.map(({ from, to, latency }) => (
        <span
          key={`${from.site.name} ${to.site.name}`}
          className={css.latency}
          style={{ left: percent((from.x + to.x) / 2), top: percent((from.y + to.y) / 2) }}
        >
          {seconds(latency)}
        </span>
      ))}
      {sheet.spots.map((spot) => (
        <SpotMark key={`${spot.site.tier} ${spot.site.name}`} spot={spot} open={opened.includes(spot.site.name)} toggle={() => toggle(spot.site.name)} />
      ))}
    </section>
  )
}
