import css from './ui.module.css'

interface Props {
  label: string
  value: number | null | undefined
  limit: number | null
  show: (value: number) => string
  /** Leaves the limit to the length of the bar. */
  short?: boolean
}

/** Above this share of its limit a bar warns. */
const TIGHT = 0.9

/** `0.13 cores` and `0.25 cores` as `0.13 / 0.25 cores`. */
export function pair(value: string, limit: string): string {
  const [number, unit] = value.split(' ')
  return unit !== undefined && limit.endsWith(` ${unit}`) ? `${number} / ${limit}` : `${value} / ${limit}`
}

/** A reading against its limit, as text and as a thin bar. */
export function Bar({ label, value, limit, show, short = false }: Props) {
  const share = value != null && limit ? value / limit : null
  const text = value == null ? '–' : limit && !short ? pair(show(value), show(limit)) : show(value)
  return (
    <span className={css.bar} title={`${label}: ${text}`}>
      <span className={css.barLabel}>{label}</span>
      <span className={css.track} data-tone={share !== null && share > TIGHT ? 'warn' : 'good'}>
        <span style={{ width: `${Math.min(1, share ?? 0) * 100}%` }} />
      </span>
      <span className={css.barValue}>{text}</span>
    </span>
  )
}
