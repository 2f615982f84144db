// Which time the charts show, and of what, as it stands in the address.
export const RANGES = [
  { seconds: 600, label: '10 min' },
  { seconds: 3600, label: '1 h' },
  { seconds: 21_600, label: '6 h' },
  { seconds: 86_400, label: '24 h' },
  { seconds: 604_800, label: '7 d' },
] as const

/** The time that the live feed keeps by itself. */
export const LIVE = RANGES[0].seconds

export type Window = [from: number, to: number]

export interface Span {
  /** The last so many seconds. */
  seconds: number
  /** A time that stands still; null while the charts go on. */
  held: Window | null
  /** The one component or host that is shown; empty for all. */
  only: string
}

export function readSpan(query: string): Span {
  const found = new URLSearchParams(query)
  const seconds = Number(found.get('seconds'))
  const [from, to] = [Number(found.get('from')), Number(found.get('to'))]
  return {
    seconds: RANGES.find((range) => range.seconds === seconds)?.seconds ?? LIVE,
    held: from > 0 && to > from ? [from, to] : null,
    only: found.get('only') ?? '',
  }
}

export function writeSpan({ seconds, held, only }: Span): string {
  const query = new URLSearchParams([
    ...(seconds === LIVE ? [] : [['seconds', String(seconds)]]),
    ...(held === null ? [] : [['from', String(Math.floor(held[0]))], ['to', String(Math.ceil(held[1]))]]),
    ...(only === '' ? [] : [['only', only]]),
  ]).toString()
  return query && `?${query}`
}

/** Seconds from the begin of the time shown until now. */
export const reach = ({ seconds, held }: Pick<Span, 'seconds' | 'held'>, now: number) =>
  held === null ? seconds : Math.max(1, Math.ceil(now - held[0]))

/** Seconds between two looks at readings that the feed does not bring: about the width of a pixel. */
export const lookEach = (seconds: number) => Math.min(120, Math.max(5, Math.round(seconds / 360)))

/** What a drag over a chart chose; null for one too short to be meant. */
export const dragged = (from: number, to: number): Window | null => (to - from < 2 ? null : [from, to])
