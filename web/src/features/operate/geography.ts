// Sites at their places on the earth: a sheet around them, its meridians and parallels, and the links between.
import type { Application } from '../../shared/api/types'
import { wiresOf, type SiteNow } from './sites'

interface Place {
  north: number
  east: number
}

export interface Spot {
  site: SiteNow
  /** Shares of the sheet's width and height. */
  x: number
  y: number
}

export interface Grid {
  at: number
  label: string
}

export interface Sheet {
  /** How much wider than high it is. */
  shape: number
  spots: Spot[]
  meridians: Grid[]
  parallels: Grid[]
  lines: { from: Spot; to: Spot; latency: number }[]
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60]
const MOST_LINES = 6
/** Degrees of latitude at least, and room around the sites as a share of what they take. */
const LEAST = 0.02
const ROOM = 0.2
/** Sheets are this much wider than high at least, and at most. */
const NARROW = 2.6
const WIDE = 3

/** Degrees north and east, as a host tells them. */
function placeOf(written: string): Place | null {
  const [north, east] = written.trim().split(/\s+/).map(Number)
  return north === undefined || east === undefined || Number.isNaN(north + east) ? null : { north, east }
}

/** The middle of the hosts of a site that tell where they are. */
function middleOf(site: SiteNow): Place | null {
  const places = site.hosts.flatMap(({ host }) => placeOf(host.coordinates) ?? [])
  if (places.length === 0) return null
  const mean = (key: keyof Place) => places.reduce((sum, one) => sum + one[key], 0) / places.length
  return { north: mean('north'), east: mean('east') }
}

interface Span {
  low: number
  high: number
}

const spanOf = (values: number[]): Span => ({ low: Math.min(...values), high: Math.max(...values) })

const widthOf = (places: Place[]) => {
  const { low, high } = spanOf(places.map((one) => one.east))
  return high - low
}

/** East of the meridian that makes the sheet narrower, so that sites on both sides of the date line stand beside each other. */
function unrolled(places: Place[]): Place[] {
  const turned = places.map((one) => ({ ...one, east: one.east < 0 ? one.east + 360 : one.east }))
  return widthOf(turned) < widthOf(places) ? turned : places
}

const trimmed = (value: number) => String(Math.round(value * 1000) / 1000)
const northern = (value: number) => `${trimmed(Math.abs(value))}°${value > 0 ? ' N' : value < 0 ? ' S' : ''}`

function eastern(value: number): string {
  const turned = value > 180 ? value - 360 : value
  return `${trimmed(Math.abs(turned))}°${turned > 0 ? ' E' : turned < 0 ? ' W' : ''}`
}

/** Round degrees from one to another. */
function grid(from: number, to: number, label: (value: number) => string, share: (value: number) => number): Grid[] {
  const step = STEPS.find((one) => (to - from) / one <= MOST_LINES) ?? 90
  const first = Math.ceil(from / step)
  const count = Math.max(0, Math.floor(to / step) - first + 1)
  return Array.from({ length: count }, (_, index) => (first + index) * step).map((value) => ({ at: share(value), label: label(value) }))
}

/** A span of at least so many degrees around the middle of another one. */
function widened({ low, high }: Span, least: number): Span {
  const half = Math.max((high - low) * (1 + 2 * ROOM), least) / 2
  return { low: (low + high) / 2 - half, high: (low + high) / 2 + half }
}

/** Room that a site's mark takes, as shares of a sheet. */
const MARK = { x: 0.18, y: 0.09 }

/** Marks that would lie on each other stand below each other. */
function apart(spots: Spot[]): Spot[] {
  const set: Spot[] = []
  for (const spot of spots) {
    let y = spot.y
    while (set.some((one) => Math.abs(one.x - spot.x) < MARK.x && Math.abs(one.y - y) < MARK.y)) y += MARK.y
    set.push({ ...spot, y })
  }
  return set
}

/** The sheet on which sites stand; null where none tells where it is. */
export function sheetOf(application: Application, sites: SiteNow[]): Sheet | null {
  const found = sites.flatMap((site) => {
    const place = middleOf(site)
    return place ? [{ site, place }] : []
  })
  if (found.length === 0) return null
  const places = unrolled(found.map((one) => one.place))
  const north = spanOf(places.map((one) => one.north))
  // A degree of longitude is as long as the cosine of the latitude says; near the poles it is drawn longer.
  const shrink = Math.max(0.1, Math.cos((((north.low + north.high) / 2) * Math.PI) / 180))
  const bare = spanOf(places.map((one) => one.east))
  const high = widened(north, Math.max(LEAST, ((bare.high - bare.low) * shrink * (1 + 2 * ROOM)) / WIDE))
  const wide = widened(bare, ((high.high - high.low) * NARROW) / shrink)
  const x = (east: number) => (east - wide.low) / (wide.high - wide.low)
  const y = (value: number) => (high.high - value) / (high.high - high.low)
  const spots = apart(found.map(({ site }, index) => ({ site, x: x(places[index]?.east ?? 0), y: y(places[index]?.north ?? 0) })))
  const lines = spots.flatMap((from, index) =>
    wiresOf(application, from.site.name).flatMap(({ to, latency }) => {
      const other = spots.findIndex((spot) => spot.site.name === to)
      const end = spots[other]
      return end && other > index ? [{ from, to: end, latency }] : []
    }),
  )
  return {
    shape: ((wide.high - wide.low) * shrink) / (high.high - high.low),
    spots, lines,
    meridians: grid(wide.low, wide.high, eastern, x),
    parallels: grid(high.low, high.high, northern, y),
  }
}
